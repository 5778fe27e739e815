import { tradingDay } from "./programs.mjs";

export const stage = {
  why: "a command succeeds, and there is nothing of its output",
  programs: tradingDay("*trading*) exit ;;"),
};
