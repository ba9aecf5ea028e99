// Lists that go on: the next page is asked for where the last one said it begins, and pages read before stay in sight.
import { useInfiniteQuery } from '@tanstack/react-query';
import type { TSchema } from 'typebox';
import type { InputOf, Operation, OutputOf } from '#platform/operation.ts';
import { call, operationKey } from './api.ts';

type Paged = { readonly next: string | number | null };

/**
 * Pages of an operation whose answer says `next`: a cursor, or an offset for lists that are sorted at will (`by: 'offset'`).
 * `input` without cursor and offset; another input starts over.
 */
export function usePages<Op extends Operation<TSchema, TSchema>>(
  operation: Op,
  input: InputOf<Op>,
  options: { readonly by?: 'cursor' | 'offset'; readonly enabled?: boolean } = {},
) {
  const by = options.by ?? 'cursor';
  const asked = useInfiniteQuery({
    queryKey: [...operationKey(operation, input), 'pages'],
    enabled: options.enabled ?? true,
    initialPageParam: null as string | number | null,
    queryFn: ({ pageParam, signal }) =>
      call(operation, { ...(input as object), ...(pageParam === null ? {} : { [by]: pageParam }) } as InputOf<Op>, { signal }),
    getNextPageParam: (last: OutputOf<Op>) => (last as Paged).next,
  });
  const pages: readonly OutputOf<Op>[] | undefined = asked.data?.pages;
  return {
    pages,
    first: pages?.[0],
    error: asked.error,
    retry: () => void asked.refetch(),
    onMore: asked.hasNextPage ? () => void asked.fetchNextPage() : undefined,
    loadingMore: asked.isFetchingNextPage,
  };
}
