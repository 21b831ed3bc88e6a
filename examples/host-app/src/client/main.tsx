/** Starts the product's pages. */

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import '@flowgraft/react/styles.css';
import './styles.css';
import { App } from './app.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
