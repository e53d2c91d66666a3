-- Sign-ins by day, for those who look after the system.
CREATE INDEX audit_logs_sign_ins ON audit_logs (at) INCLUDE (action, user_id) WHERE action IN ('signed_in', 'failed_sign_in');
