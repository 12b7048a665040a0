package dev.tidemark.client;

/** What ends when it is closed; more than once does no harm. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    @Override
    void close();
}
