/// <reference types="vite/client" />

// What the page shows to the browser test.
interface Window {
  __truceline: {
    ready: boolean; // data loaded and the map idle
    project?: (lon: number, lat: number) => [number, number]; // to pixels of the page
  };
}
