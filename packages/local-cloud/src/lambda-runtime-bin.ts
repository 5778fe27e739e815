#!/usr/bin/env node
import { runInvocation } from "./lambda/runtime.ts";

runInvocation();
