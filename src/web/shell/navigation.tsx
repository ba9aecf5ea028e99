// The rail's entries: the rooms that have a page, in the order of the work.
import {
  AlertOutlined,
  AppstoreOutlined,
  AuditOutlined,
  FileSearchOutlined,
  ImportOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  TableOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';

export type NavKey = 'workbench' | 'ledger' | 'orders' | 'approvals' | 'alerts' | 'import' | 'audit' | 'settings';

export type NavEntry = {
  readonly key: NavKey;
  readonly to: string;
  readonly icon: ReactNode;
  /** Paths that belong to it beside its own. */
  readonly also?: readonly string[];
  /** A line above it. */
  readonly ruled?: boolean;
  /** Stands in the phone's bottom bar. */
  readonly thumb?: boolean;
};

export const navigation: readonly NavEntry[] = [
  { key: 'workbench', to: '/', icon: <AppstoreOutlined />, thumb: true },
  { key: 'ledger', to: '/ledger', icon: <TableOutlined />, also: ['/customers'], thumb: true },
  { key: 'orders', to: '/orders', icon: <SafetyCertificateOutlined />, thumb: true },
  { key: 'approvals', to: '/approvals', icon: <AuditOutlined />, thumb: true },
  { key: 'alerts', to: '/alerts', icon: <AlertOutlined /> },
  { key: 'import', to: '/import', icon: <ImportOutlined />, ruled: true },
  { key: 'audit', to: '/audit', icon: <FileSearchOutlined />, ruled: true },
  { key: 'settings', to: '/settings', icon: <SettingOutlined /> },
];

export function belongsTo(entry: NavEntry, path: string): boolean {
  if (entry.to === '/') return path === '/';
  return [entry.to, ...(entry.also ?? [])].some((each) => path === each || path.startsWith(`${each}/`));
}
