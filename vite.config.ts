// Builds the page: src/web → dist/web, served by the server at "/".
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/web',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // antd alone is about 1.2 MB before compression; the router splits pages and charts off it.
    chunkSizeWarningLimit: 1500,
  },
  // The host stays what the browser says: the server refuses writes whose origin is another's.
  server: { proxy: { '^/api/': { target: process.env['XINHENG_API'] ?? 'http://127.0.0.1:8480', changeOrigin: false } } },
});
