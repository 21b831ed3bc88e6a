export type { ContractCase } from './contract-case.js';
export type { RecordedRequest } from './fake-http.js';
export {
  createTestContext,
  type LogRecord,
  type ProgressRecord,
  type TestContext,
  type TestContextOptions,
} from './test-context.js';
export { testNode, type TestNodeOptions } from './test-node.js';
export { runNode, type NodeRun } from './run-node.js';
export { ContractViolation } from './assert.js';
export { clockContract } from './clock-contract.js';
export type { ClockSubject, OpenClock } from './clock-subject.js';
export { fileStoreContract } from './file-store-contract.js';
export type { FileStoreSubject, OpenFileStore } from './file-store-subject.js';
export { loggerContract, type LoggerSubject, type OpenLogger } from './logger-contract.js';
export { randomContract, type OpenRandom, type RandomSubject } from './random-contract.js';
export {
  secretSourceContract,
  type HeldSecret,
  type OpenSecretSource,
  type SecretSourceSubject,
} from './secret-source-contract.js';
export { storeContract } from './store-contract.js';
export type { OpenSubject, StoreProbe, StoreSubject } from './store-contract-scene.js';
export { runToEnd, type EndedRun, type RunToEndOptions } from './run-to-end.js';
export { seededRandom } from './seeded-random.js';
export {
  simulate,
  type BrokenInvariant,
  type SimulatedInvariant,
  type SimulatedPlay,
  type SimulateOptions,
  type SimulationReport,
} from './simulator/simulate.js';
export {
  fake,
  testEngine,
  type FakeAnswer,
  type TestEngine,
  type TestEngineOptions,
} from './test-engine.js';
export { virtualClock, type VirtualClock } from './virtual-clock.js';

// Types that the above are made of
export type { HttpBehaviour } from './fake-http.js';

// Contracts of what a store shares besides its runs
export { keyValueContract } from './key-value-contract.js';
export type { KeyValueSubject, OpenKeyValue } from './key-value-subject.js';
export { blobStoreContract } from './blob-store-contract.js';
export type { BlobStoreSubject, OpenBlobStore } from './blob-store-subject.js';
export type { EffectEntry, EffectRecord } from './simulator/effect-record.js';
export type { SimulatedStep } from './simulator/simulated-steps.js';
