package dev.tidemark.client.local;

/** The server tells of less than it told of before; nothing of what it said was kept. */
public final class WentBackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WentBackException(String message) {
        super(message);
    }
}
