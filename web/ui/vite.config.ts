import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// In development, pages come from here and data from a running server
// (test/browser/fixture.mjs or truceline serve), by TRUCELINE_URL.
const server = process.env['TRUCELINE_URL'] ?? 'http://127.0.0.1:8470';

export default defineConfig({
  plugins: [svelte()],
  base: './', // relative, so that the page may be served under any path
  worker: { format: 'es' }, // maplibre-gl 6 has its worker as an ES module
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // no data: addresses, so that a strict content policy holds
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': server, '/base': server, '/report.html': server } },
});
