// The rail's entries: the rooms that have a page, in the order of the work.
import {
  AlertOutlined,
  AppstoreOutlined,
  AuditOutlined,
  ExperimentOutlined,
  FileSearchOutlined,
  ImportOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  StarOutlined,
  TableOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';

export type NavKey =
  | 'workbench'
  | 'ledger'
  | 'orders'
  | 'approvals'
  | 'ratings'
  | 'alerts'
  | 'models'
  | 'import'
  | 'audit'
  | 'settings';

export type NavEntry = {
  readonly key: NavKey;
  readonly to: string;
  readonly icon: ReactNode;
  /** Paths that belong to it beside its own. */
  readonly also?: readonly string[];
  /** A line above it. */
  readonly ruled?: boolean;
  /** Shown to those who may this; absent: to everybody. */
  readonly permission?: string;
  /** Stands in the phone's bottom bar. */
  readonly thumb?: boolean;
};

export const navigation: readonly NavEntry[] = [
  { key: 'workbench', to: '/', icon: <AppstoreOutlined />, thumb: true },
  {
    key: 'ledger',
    to: '/ledger',
    icon: <TableOutlined />,
    permission: 'ledger.read',
    also: ['/customers', '/receipts', '/bills', '/contracts', '/reconciliation', '/files'],
    thumb: true,
  },
  { key: 'orders', to: '/orders', icon: <SafetyCertificateOutlined />, permission: 'orders.read', thumb: true },
  { key: 'approvals', to: '/approvals', icon: <AuditOutlined />, permission: 'approvals.read', thumb: true },
  {
    key: 'ratings',
    to: '/ratings',
    icon: <StarOutlined />,
    permission: 'ratings.read',
    also: ['/investigations', '/coefficients'],
  },
  { key: 'alerts', to: '/alerts', icon: <AlertOutlined />, permission: 'alerts.read' },
  {
    key: 'models',
    to: '/models',
    icon: <ExperimentOutlined />,
    permission: 'ratings.read',
    also: ['/laboratory', '/indicators'],
  },
  { key: 'import', to: '/import', icon: <ImportOutlined />, permission: 'ledger.import', ruled: true },
  { key: 'audit', to: '/audit', icon: <FileSearchOutlined />, permission: 'audit.read', ruled: true },
  { key: 'settings', to: '/settings', icon: <SettingOutlined /> },
];

/** The entries that someone with these permissions has a use for; all of them while nobody is known. */
export function navigationFor(permissions: ReadonlySet<string> | undefined): readonly NavEntry[] {
  return navigation.filter((each) => !each.permission || !permissions || permissions.has(each.permission));
}

export function belongsTo(entry: NavEntry, path: string): boolean {
  if (entry.to === '/') return path === '/';
  return [entry.to, ...(entry.also ?? [])].some((each) => path === each || path.startsWith(`${each}/`));
}
