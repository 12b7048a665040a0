package dev.tidemark.benchmarks.raw;

import dev.tidemark.benchmarks.measure.Cpu;
import dev.tidemark.benchmarks.measure.Sample;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Many callers who each have one unit to write and wait until it is on the disk, and one writer
/// who commits together what has arrived meanwhile.
public final class GroupCommit {

    private final RawFile file;
    private final Written written;
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final AtomicInteger next = new AtomicInteger();

    private GroupCommit(RawFile file, Written written) {
        this.file = file;
        this.written = written;
    }

    private record Job(List<Row> unit, Semaphore done) {}

    /// Writes all units, handed in by so many threads.
    public static Sample write(RawFile file, Written written, int callers)
            throws SQLException, InterruptedException {
        return new GroupCommit(file, written).run(callers);
    }

    private Sample run(int callers) throws SQLException, InterruptedException {
        double cpu = Cpu.ofThisProcess();
        long began = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            threads.add(Thread.ofPlatform().name("raw-caller-" + i).start(this::call));
        }
        writeAll();
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return Sample.of(written.units().size(), seconds).withCpu("raw", Cpu.ofThisProcess() - cpu);
    }

    private void call() {
        Semaphore done = new Semaphore(0);
        int index = next.getAndIncrement();
        while (index < written.units().size()) {
            jobs.add(new Job(written.units().get(index), done));
            done.acquireUninterruptibly();
            index = next.getAndIncrement();
        }
    }

    private void writeAll() throws SQLException, InterruptedException {
        int left = written.units().size();
        List<Job> group = new ArrayList<>();
        while (left > 0) {
            group.add(jobs.take());
            jobs.drainTo(group);
            for (Job job : group) {
                file.write(job.unit());
                file.write(written.shared());
            }
            file.commit();
            group.forEach(job -> job.done().release());
            left -= group.size();
            group.clear();
        }
    }
}
