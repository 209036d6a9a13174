package io.trebuchet.physics;

/**
 * A model that made the labels of a {@link Sample}; a student of its kind begins with its features.
 */
public interface Teacher {
  /** d, of the inputs that it takes. */
  int dimension();
}
