package io.trebuchet.physics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a process may take of memory, in bytes. Outside the heap that is as much as the heap, unless
 * a flag of JavaCPP says otherwise.
 */
public record MemoryLimits(long heap, long outside) {
  private static final String OUTSIDE = "org.bytedeco.javacpp.maxbytes";
  private static final String FLAG = "TREBUCHET_JAVA_OPTS=-Xmx%dg gives more";

  /** The rest of the process has its part of the heap. */
  private static final long RESERVE = 48L << 20;

  private static final double GIB = 1L << 30;
  private static final long MIB = 1L << 20;

  /** That of this process. */
  public static MemoryLimits current() {
    long heap = Runtime.getRuntime().maxMemory();
    return new MemoryLimits(heap, bytes(System.getProperty(OUTSIDE, ""), heap));
  }

  /** As JavaCPP reads it: a number, and k, m, g or t. */
  private static long bytes(String text, long otherwise) {
    String digits = text.strip().toLowerCase(Locale.ROOT).replaceFirst("b$", "");
    int unit = digits.isEmpty() ? -1 : "kmgt".indexOf(digits.charAt(digits.length() - 1));
    try {
      long number =
          Long.parseLong(unit < 0 ? digits : digits.substring(0, digits.length() - 1).strip());
      return number <= 0 ? Long.MAX_VALUE : (long) (number * Math.pow(1024, unit + 1));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Whether so much can be had. */
  public boolean has(long heapNeed, long outsideNeed) {
    return heapNeed <= heap - RESERVE && outsideNeed <= outside;
  }

  /** So much in words, such as {@code 1.2 GiB of heap and 3.0 GiB outside of it}. */
  public static String words(long heapNeed, long outsideNeed) {
    List<String> parts = new ArrayList<>();
    if (heapNeed >= MIB || outsideNeed < MIB) {
      parts.add(size(heapNeed) + " of heap");
    }
    if (outsideNeed >= MIB) {
      parts.add(size(outsideNeed) + " outside of " + (parts.isEmpty() ? "the heap" : "it"));
    }
    return String.join(" and ", parts);
  }

  /** What this process may take, and the flag that gives it so much. */
  public String advice(long heapNeed, long outsideNeed) {
    long most = Math.max(MemoryNeed.sum(heapNeed, RESERVE), outsideNeed);
    long now = Math.max(heap, 0);
    // What is held besides, such as a database, has room too.
    long gib = (long) Math.ceil(Math.max(most * 1.25, now * 2.0) / GIB);
    return String.format(
        Locale.ROOT, "this process may take %s: " + FLAG + " of both", words(heap, outside), gib);
  }

  private static String size(long bytes) {
    return bytes >= GIB
        ? String.format(Locale.ROOT, "%.1f GiB", bytes / GIB)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
  }
}
