import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // The workspace's sources, so that nothing need be built before.
  resolve: { conditions: ['@flowgraft/source', 'module', 'browser', 'production'] },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1500 },
});
