// The page's entry: words, theme, questions to the server, routes.
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { me } from '#rooms/accounts/contract.ts';
import { makeQueryClient, operationKey } from './api.ts';
import './kit/kit.css';
import './kit/pages.css';
import './kit/position.css';
import './kit/pieces.css';
import './kit/tabs.css';
import './kit/narrow.css';
import { makeRouter } from './router.tsx';
import './theme/base.css';
import { ThemeProvider } from './theme/provider.tsx';
import { startWords } from './words/i18n.ts';

await startWords();
const host = document.getElementById('root');
if (!host) throw new Error('index.html has no #root');
// Whoever asked, the session is asked about once more: the gate then knows what to show.
const queries = makeQueryClient((client) => void client.invalidateQueries({ queryKey: operationKey(me, {}) }));
const router = makeRouter();
createRoot(host).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
