package io.trebuchet.data;

/**
 * A file as its authors published it.
 *
 * @param bytes its length
 * @param sha256 its SHA-256, in lower-case hexadecimal
 */
public record OfficialFile(String name, long bytes, String sha256) {}
