package dev.tidemark.server.access;

import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.server.problem.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is asking: one account, seen through one credential.
///
/// @param app the name of the account's app
/// @param deviceId the only device that this credential may speak as; null for one that is bound to
///   no device
/// @param credentialId names the credential, also in logs; it is no secret
public record Principal(
        String accountId,
        String app,
        Role role,
        Scopes scopes,
        @Nullable String deviceId,
        String credentialId) {

    /// Whether it may read a collection. What is not readable is left out, and 404 by name.
    public boolean mayRead(String collection) {
        return scopes.mayRead(collection);
    }

    /// Whether it may write to a collection.
    public boolean mayEdit(String collection) {
        return role.covers(Role.EDITOR) && scopes.mayEdit(collection);
    }

    /// The same caller under a schema, in which some collections go by the scopes of others.
    public Principal under(SyncSchema schema) {
        return new Principal(accountId, app, role, scopes.under(schema), deviceId, credentialId);
    }

    /// Whether a route that asks for this lets it in.
    public boolean may(Permission permission) {
        return switch (permission) {
            case NONE, READ -> true;
            case WRITE -> role.covers(Role.EDITOR);
            case OWN -> role.covers(Role.OWNER) && scopes.isAll();
            case RESTORE -> role.covers(Role.OWNER) && scopes.may("snapshots:restore");
            case ADMINISTER -> role == Role.ADMIN && scopes.isAll();
        };
    }

    /// The device it is bound to.
    public Optional<String> device() {
        return Optional.ofNullable(deviceId);
    }

    /// Makes sure that it may speak as a device.
    ///
    /// @throws Problem 403 if it is bound to another one
    public void requireDevice(String spokenAs) {
        if (deviceId != null && !deviceId.equals(spokenAs)) {
            throw Problem.forbidden(
                    "A device's token may only speak as its own device, " + deviceId + ".");
        }
    }
}
