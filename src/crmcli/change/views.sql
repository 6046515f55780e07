-- The history can grow and nothing else. What a row was before and after may be erased, at a person's wish.
create trigger change_entry_keep_update before update on change_entry
begin select raise(abort, 'the history is append-only'); end;
create trigger change_entry_keep_delete before delete on change_entry
begin select raise(abort, 'the history is append-only'); end;
create trigger change_row_keep_update before update of id, entry_id, table_name, row_id, last_row_id, customer_id on change_row
begin select raise(abort, 'the history is append-only'); end;
create trigger change_row_keep_delete before delete on change_row
begin select raise(abort, 'the history is append-only'); end;
-- REPLACE fires the delete triggers only where recursive_triggers is on, which other programs leave off.
create trigger change_entry_keep_replace before insert on change_entry
when exists (select 1 from change_entry where id = new.id)
begin select raise(abort, 'the history is append-only'); end;
create trigger change_row_keep_replace before insert on change_row
when exists (select 1 from change_row where id = new.id)
begin select raise(abort, 'the history is append-only'); end;
