-- The history can grow and nothing else. REPLACE fires the delete trigger (recursive_triggers is on).
create trigger change_entry_keep_update before update on change_entry
begin select raise(abort, 'the history is append-only'); end;
create trigger change_entry_keep_delete before delete on change_entry
begin select raise(abort, 'the history is append-only'); end;
create trigger change_row_keep_update before update of entry_id, table_name, row_id, last_row_id on change_row
begin select raise(abort, 'the history is append-only'); end;
create trigger change_row_keep_delete before delete on change_row
begin select raise(abort, 'the history is append-only'); end;
