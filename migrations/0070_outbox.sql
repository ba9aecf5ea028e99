-- Why: mail leaves by an outbox: written in the transaction that wants it, carried later, tried again with growing pauses. Addresses and bodies
--      are personal and stand sealed; attachments are sealed files of the mail. Locks: none. Rows: none.
create table platform.mails (
  tenant_id uuid not null,
  mail_id uuid not null,
  about_kind text not null,
  about_id uuid not null,
  address bytea not null,
  -- The address with its middle left out, for those who look at the history.
  shown text not null,
  subject text not null,
  body text not null,
  files uuid[] not null,
  written_at timestamptz not null,
  written_by text not null,
  state text not null check (state in ('queued', 'sent', 'failed')),
  attempts integer not null,
  next_at timestamptz not null,
  answer text,
  settled_at timestamptz,
  primary key (tenant_id, mail_id)
);

create index mails_due on platform.mails (tenant_id, next_at) where state = 'queued';

create index mails_about on platform.mails (tenant_id, about_kind, about_id);
