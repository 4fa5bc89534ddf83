/// <reference types="vite/client" />

// What the page shows to the browser test.
interface Window {
  __truceline: {
    ready: boolean; // data loaded and the map idle
    bands?: () => Record<string, string>; // how each piece of the line in view is drawn
    areas?: () => Record<string, string>; // the pattern that each area in view is filled with; plain: none
    show?: (id: string) => void; // opens an incident
    project?: (lon: number, lat: number) => [number, number]; // to pixels of the page
  };
}
