// What Vite adds to modules: CSS imports and import.meta.env.
/// <reference types="vite/client" />
