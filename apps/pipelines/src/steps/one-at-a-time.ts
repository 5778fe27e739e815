import { mutex, type Step } from "@alpha-engine/state-machine";

import { MUTEX_TABLE } from "../settings.ts";

/** One execution of a pipeline at a time; runs in the role `smoke` are none of its business. */
export function oneAtATime(title: string): Step {
  return mutex({
    table: MUTEX_TABLE,
    except: ["smoke"],
    onOutage: "proceed",
    conflict: {
      name: "NotifyMutexConflict",
      subject: `${title} - REFUSED`,
      message: "Another execution of this pipeline is running; this one has done nothing.",
    },
  });
}
