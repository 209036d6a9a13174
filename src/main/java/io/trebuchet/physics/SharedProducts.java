package io.trebuchet.physics;

import java.util.List;

/**
 * Makes what the next measure of several trials of one problem needs, in one product for all of
 * them. It only saves time: a trial whose product was not made here makes its own, and the bits of
 * a trial never depend on the trials beside it. Confined to one thread at a time, like the trials.
 */
public interface SharedProducts {
  /** No problem has more trials treated together. */
  int LIMIT = 16;

  /** How many trials at most gain from being treated together; at most {@link #LIMIT}. */
  int most();

  /** Prepares trials of this problem, none of them closed, for {@link GradientDescent#measure}. */
  void prepare(List<? extends GradientDescent> trials);
}
