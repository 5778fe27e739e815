export { choosePhases, type PhaseFlags, phaseList } from "./launcher/choose-phases.ts";
export { type BacktestMode, MODE_NAMES, type ModeName, MODES, type Phase } from "./launcher/modes.ts";
export { BACKTESTER, SCRIPTS } from "./launcher/app.ts";
