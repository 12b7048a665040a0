package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.measure.Turns;

/// How much is done.
///
/// @param seconds that each side of a benchmark is measured for, in all its rounds together
/// @param turns of both sides
/// @param batch mutations in a batch
/// @param callers connections that send one mutation each
/// @param requestsFirst that they send before anything counts: for so many the server's compiler
///   takes more time than the requests
/// @param pulled records that a fresh device pulls
/// @param few records of a small account
/// @param many records of a large account
/// @param starts of the server
public record Scale(
        double seconds,
        Turns turns,
        int batch,
        int callers,
        int requestsFirst,
        int pulled,
        int few,
        int many,
        int starts) {

    /// What the figures in the documentation are measured with.
    ///
    /// @param many records of the large account
    public static Scale full(double seconds, int rounds, int many) {
        return new Scale(seconds, new Turns(2, rounds), 500, 64, 60_000, 100_000, 1_000, many, 5);
    }

    /// Just enough to see that everything works; its figures mean nothing.
    public static Scale tiny() {
        return new Scale(0.1, new Turns(0, 1), 20, 4, 1, 200, 50, 200, 1);
    }

    /// How long one turn should take.
    double secondsEach() {
        return seconds / turns.rounds();
    }
}
