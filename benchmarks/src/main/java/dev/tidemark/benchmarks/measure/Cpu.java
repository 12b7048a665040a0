package dev.tidemark.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/// Processor time spent so far, in seconds. On a busy machine it is steadier than the clock.
public final class Cpu {

    private static final double NANOS = 1e9;

    private Cpu() {}

    /// By this process, all threads together.
    public static double ofThisProcess() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getProcessCpuTime() / NANOS;
    }

    /// By this thread.
    public static double ofThisThread() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / NANOS;
    }

    /// By another process; 0 where the system does not say. Counted in hundredths.
    public static double of(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / NANOS;
    }
}
