-- What is written on a report may be for a department that is not of the staff.
ALTER TABLE report_annotation ADD COLUMN for_department VARCHAR;
