// Made by alpha-engine init: each line says which states it comes from; what is marked TODO was made up.
import { defineConfig } from "alpha-engine";

export default defineConfig({
  pipelines: {
    "nightly-etl": {
      definition: "nightly-etl.asl.json",
      input: {
        // read by PlanRun
        day: "2026-01-31",
      },
      rehearsal: {
        standIns: {
          // TODO glue:startJobRun is not modelled; for BuildMarts
          BuildMarts: { answer: { Id: "Id-1", JobRunState: "SUCCEEDED" } },
        },
      },
    },
    "load-warehouse": {
      definition: "load-warehouse.asl.json",
      input: {
        // read by CopyIntoWarehouse, MarkLoaded
        day: "2026-01-31",
        // read by CopyIntoWarehouse
        source: "source",
      },
      rehearsal: {
        standIns: {
          // TODO batch:submitJob is not modelled; for CopyIntoWarehouse
          CopyIntoWarehouse: { answer: { JobId: "JobId-1", Status: "SUCCEEDED" } },
        },
      },
    },
  },
  rehearsal: {
    boxes: {
      // ExportForPartner
      exporter: { imageId: "ami-box", tags: { Role: "exporter" } },
    },
    images: {
      "ami-box": {
        sh: "bash",
        files: {
          // TODO, for ExportForPartner
          "/opt/etl/export-orders.sh": {
            file: "export-orders.sh",
            mode: "0755",
          },
        },
      },
    },
    buckets: {
      // CleanFiles.ReadFile, CleanFiles.WriteFile, CleanFiles, ExportForPartner
      "orders-lake": {
        objects: {
          "raw/orders/dt=2026-01-31/berlin.csv": { file: "orders/berlin.csv" },
          "raw/orders/dt=2026-01-31/hamburg.csv": { file: "orders/hamburg.csv" },
          "raw/orders/dt=2026-01-31/munich.csv": { file: "orders/munich.csv" },
        },
      },
      // CleanFiles
      "orders-runs": {},
      "orders-partner": {},
      // MarkLoaded
      "orders-warehouse": {},
    },
    topics: {
      // Announce, Alert
      etl: {},
    },
    functions: {
      "etl-plan-run": { python: "plan_run.handler", folder: "functions" },
      "etl-clean-file": { python: "clean_file.handler", folder: "functions" },
    },
  },
});
