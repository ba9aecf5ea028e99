-- Why: a VAT return entered for the wrong customer or period is withdrawn with a reason: a row of its own that stands last and says nothing.
-- Locks: access exclusive on statements.vat_returns, briefly. Rows: none changed.

alter table statements.vat_returns drop constraint vat_returns_source_check;
alter table statements.vat_returns add constraint vat_returns_source_check check (source in ('file', 'keyed', 'withdrawn'));
-- Why it was withdrawn; null: it was not.
alter table statements.vat_returns add column reason text;
alter table statements.vat_returns add constraint vat_returns_reason_check check ((source = 'withdrawn') = (reason is not null));
