import type { CloudEvent } from "./cloud-event.ts";

/** What happens in the cloud is said here, for whoever watches it. */
export interface Bus {
  readonly emit: (event: CloudEvent) => void;
  subscribe(listener: (event: CloudEvent) => void): () => void;
}

/** A listener that throws does not stop the cloud or the other listeners: its error surfaces as an uncaught one. */
export function createBus(): Bus {
  const listeners = new Set<(event: CloudEvent) => void>();
  return {
    emit: (event) => {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
