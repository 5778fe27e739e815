#!/usr/bin/env node
import { enableCompileCache } from "node:module";

import { runInvocations } from "./services/lambda/runtime.ts";

enableCompileCache();
runInvocations();
