-- One person for each account at the firm's sign-in provider: `issuer|subject`.
CREATE UNIQUE INDEX accounts_oidc ON accounts (account_id) WHERE provider_id = 'oidc';
