package dev.tidemark.server.access;

import java.util.Locale;
import java.util.Optional;

/// What a credential may do before scopes narrow it; each role may all that the ones before it may.
public enum Role {
    /// Reads one account's data.
    VIEWER,
    /// Reads, writes and resolves in one account.
    EDITOR,
    /// Does everything within one account.
    OWNER,
    /// Does everything with the server, and is an owner of its own account.
    ADMIN;

    /// The role with this name on the wire.
    public static Optional<Role> of(String name) {
        for (Role role : values()) {
            if (role.wireName().equals(name)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /// Its name on the wire.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it may all that the other one may.
    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }
}
