#!/usr/bin/env node
import { runInvocations } from "./services/lambda/runtime.ts";

runInvocations();
