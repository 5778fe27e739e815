#!/usr/bin/env node
import { runInvocation } from "./services/lambda/runtime.ts";

runInvocation();
