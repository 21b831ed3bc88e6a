// The client that every contestant on Redis uses: one version for all.
export { Redis } from 'ioredis';
