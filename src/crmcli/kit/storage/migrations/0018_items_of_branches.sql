-- What is for a branch is one item of the due list; what is called otherwise in Chinese says how.
ALTER TABLE duty ADD COLUMN branch VARCHAR;
ALTER TABLE duty ADD COLUMN name_zh VARCHAR;
DELETE FROM duty WHERE kind = 'annotation' AND id NOT IN (SELECT min(id) FROM duty WHERE kind = 'annotation' GROUP BY source_id);
UPDATE duty SET branch = (SELECT a.for_branch FROM report_annotation a WHERE a.id = duty.source_id),
  owner_id = (SELECT coalesce(a.for_id, a.by_id) FROM report_annotation a WHERE a.id = duty.source_id),
  name_zh = (SELECT CASE r.report
    WHEN 'daily' THEN '业务员拜访日报表'
    WHEN 'supervisor-daily' THEN '主管拜访日报表'
    WHEN 'weekly' THEN '周报'
    WHEN 'missing' THEN '日报缺报情况'
    WHEN 'grades' THEN '等级检查'
    WHEN 'calibration' THEN '等级准不准'
    WHEN 'sources' THEN '客户来源'
    WHEN 'funnel' THEN '销售漏斗'
    WHEN 'coverage' THEN '跟进完成情况'
    WHEN 'accompaniment' THEN '陪同拜访'
    WHEN 'coaching' THEN '业务员辅导'
    WHEN 'verification' THEN '与客户核实情况'
    WHEN 'load' THEN '今后的跟进'
    WHEN 'route' THEN '巡回路线表' ELSE r.report END || ' ' || r.id FROM report_annotation a
    JOIN report_submission r ON r.id = a.submission_id WHERE a.id = duty.source_id)
WHERE kind = 'annotation';
