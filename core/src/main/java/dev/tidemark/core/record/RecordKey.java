package dev.tidemark.core.record;

/** Where a record lives within its account. */
public record RecordKey(String collection, String id) implements Comparable<RecordKey> {

    @Override
    public int compareTo(RecordKey other) {
        int byCollection = collection.compareTo(other.collection);
        return byCollection != 0 ? byCollection : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return collection + "/" + id;
    }
}
