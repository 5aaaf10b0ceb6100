"""GraphQL over the official schema: every query is validated against it before anything is answered."""
