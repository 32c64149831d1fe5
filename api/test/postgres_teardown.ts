import { stopSharedPostgres } from "./with_postgres.js";

/** Mocha's global fixture: the shared server ends with the run. */
export const mochaGlobalTeardown = stopSharedPostgres;
