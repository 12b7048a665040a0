/// Accounts: made, listed, erased; and the first one, with the admin's key.
///
/// Start at [dev.tidemark.server.account.AccountRoutes]. What is in an account is not known here.
@NullMarked
package dev.tidemark.server.account;

import org.jspecify.annotations.NullMarked;
