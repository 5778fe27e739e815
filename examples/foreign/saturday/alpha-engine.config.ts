// Made by alpha-engine init: each line says which states it comes from; what is marked TODO was made up.
import { defineConfig } from "alpha-engine";

export default defineConfig({
  pipelines: {
    saturday: {
      definition: "saturday.asl.json",
      // may also hold, with a default in the definition: preflight_args (InitializeInput, MorningEnrich, DataPhase1,
      // RAGIngestion and 5 more), research_dry (InitializeInput, ResearchPredictorParallel[0].Research,
      // ResearchPredictorParallel[0].EvalJudgeSubmitWeekly, ResearchPredictorParallel[0].RationaleClustering and 6
      // more), data_phase2_dry (InitializeInput, ResearchPredictorParallel[0].DataPhase2), regime_action
      // (InitializeInput, RegimeSubstrate, RegimeRetrospectiveEval), sns_topic_arn (InitializeInput, HandleFailure,
      // NotifyComplete, NotifyShellRunComplete), run_date (InitializeInput, Backtester, Parity, Evaluator), shell_run
      // (CheckShellRun, CheckShellRunNotify), skip_morning_enrich (CheckSkipMorningEnrich), skip_data_phase1
      // (CheckSkipDataPhase1), skip_rag_ingestion (CheckSkipRAGIngestion), skip_regime_substrate
      // (CheckSkipRegimeSubstrate), skip_regime_retrospective_eval (CheckSkipRegimeRetrospectiveEval),
      // skip_predictor_training (ResearchPredictorParallel[1].CheckSkipPredictorTraining), skip_research
      // (ResearchPredictorParallel[0].CheckSkipResearch), skip_drift_detection (CheckSkipDriftDetection),
      // skip_backtester (CheckSkipBacktester), skip_parity (CheckSkipParity), skip_evaluator (CheckSkipEvaluator),
      // skip_data_phase2 (ResearchPredictorParallel[0].CheckSkipDataPhase2), skip_eval_judge
      // (ResearchPredictorParallel[0].CheckSkipEvalJudge), skip_rationale_clustering
      // (ResearchPredictorParallel[0].CheckSkipRationaleClustering), skip_replay_concordance
      // (ResearchPredictorParallel[0].CheckSkipReplayConcordance), skip_counterfactual
      // (ResearchPredictorParallel[0].CheckSkipCounterfactual)
      input: {
        // read by MorningEnrich, WaitForMorningEnrich, DataPhase1, WaitForDataPhase1 and 15 more
        ec2_instance_id: ["${boxes.ec2}"],
        sns_topic_arn: "${topics.alpha-engine-alerts}",
      },
    },
  },
  rehearsal: {
    boxes: {
      // MorningEnrich, WaitForMorningEnrich, DataPhase1, WaitForDataPhase1 and 15 more
      ec2: { imageId: "ami-box" },
    },
    images: {
      "ami-0aaaabbbbccccdddd": { sh: "bash" },
      "ami-box": {
        prepare: { file: "box/prepare.sh" },
        sh: "bash",
        checkouts: {
          // MorningEnrich, DataPhase1, RAGIngestion, DriftDetection
          "/home/ec2-user/alpha-engine-data": {
            from: "repositories/alpha-engine-data",
            url: "https://git.example.com/alpha-engine-data",
            branch: "main",
            owner: "ec2-user",
          },
          // MorningEnrich, DataPhase1, ResearchPredictorParallel[1].PredictorTraining
          "/home/ec2-user/alpha-engine-config": {
            from: "repositories/alpha-engine-config",
            url: "https://git.example.com/alpha-engine-config",
            branch: "main",
            owner: "ec2-user",
          },
          // ResearchPredictorParallel[1].PredictorTraining
          "/home/ec2-user/alpha-engine-predictor": {
            from: "repositories/alpha-engine-predictor",
            url: "https://git.example.com/alpha-engine-predictor",
            branch: "main",
            owner: "ec2-user",
          },
          // Backtester, Parity, Evaluator
          "/home/ec2-user/alpha-engine-backtester": {
            from: "repositories/alpha-engine-backtester",
            url: "https://git.example.com/alpha-engine-backtester",
            branch: "main",
            owner: "ec2-user",
          },
          // SaturdayHealthCheck, WeeklySubstrateHealthCheck
          "/home/ec2-user/alpha-engine-dashboard": {
            from: "repositories/alpha-engine-dashboard",
            url: "https://git.example.com/alpha-engine-dashboard",
            branch: "main",
            owner: "ec2-user",
          },
        },
        files: {
          // TODO, for MorningEnrich, DataPhase1, RAGIngestion, ResearchPredictorParallel[1].PredictorTraining and 4 more
          "/home/ec2-user/.alpha-engine.env": { file: "box/alpha-engine.env" },
          "/home/ec2-user/.ssh/alpha-engine-key.pem": { content: "made up", mode: "0600" },
          "/home/ec2-user/alpha-engine-predictor/config/.keep": { content: "" },
        },
      },
    },
    buckets: {
      // SaturdayHealthCheck, WeeklySubstrateHealthCheck
      "alpha-engine-research": {},
    },
    topics: {
      // NotifyComplete
      "alpha-engine-alerts": {},
    },
    standIns: {
      // TODO what the function answers; for RegimeSubstrate
      "alpha-engine-predictor-regime-substrate": { answer: {} },
      // TODO what the function answers; for RegimeRetrospectiveEval
      "alpha-engine-predictor-regime-retrospective-eval": { answer: {} },
      // TODO what the function answers; for ResearchPredictorParallel[0].Research
      "alpha-engine-research-runner": { answer: { status: "OK" } },
      // TODO what the function answers; for ResearchPredictorParallel[0].DataPhase2
      "alpha-engine-data-collector": { answer: {} },
      // TODO what the function answers; for ResearchPredictorParallel[0].EvalJudgeSubmitFirstSaturday,
      // ResearchPredictorParallel[0].EvalJudgeSubmitWeekly
      "alpha-engine-research-eval-judge-submit": {
        answer: { status: "OK", batch_id: "batch_id-1", plan_s3_key: "plan_s3_key" },
      },
      // TODO what the function answers; for ResearchPredictorParallel[0].EvalJudgePoll
      "alpha-engine-research-eval-judge-poll": {
        answer: { processing_status: "ended", exceeded_max_wait: false },
      },
      // TODO what the function answers; for ResearchPredictorParallel[0].EvalJudgeProcess
      "alpha-engine-research-eval-judge-process": { answer: {} },
      // TODO what the function answers; for ResearchPredictorParallel[0].EvalRollingMean
      "alpha-engine-research-eval-rolling-mean": { answer: {} },
      // TODO what the function answers; for ResearchPredictorParallel[0].RationaleClustering
      "alpha-engine-research-rationale-clustering": { answer: {} },
      // TODO what the function answers; for ResearchPredictorParallel[0].ReplayConcordance
      "alpha-engine-replay-concordance": { answer: {} },
      // TODO what the function answers; for ResearchPredictorParallel[0].Counterfactual
      "alpha-engine-replay-counterfactual": { answer: {} },
    },
  },
});
