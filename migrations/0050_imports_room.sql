-- Why: importing is a room of its own, below the rooms it fills; its tables move with it. A template may be deleted by who keeps it.
-- Locks: ACCESS EXCLUSIVE on the three tables and the view for an instant each. Rows: none change.
create schema imports;

alter table receivables.templates set schema imports;

alter table receivables.imports set schema imports;

alter table receivables.import_refusals set schema imports;

alter table imports.import_refusals rename to refusals;

alter view receivables.past_imports set schema imports;

alter view imports.past_imports rename to past;
