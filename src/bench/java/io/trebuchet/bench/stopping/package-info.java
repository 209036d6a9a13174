/** What stop rules do to sweeps whose outcomes are known: {@code bench stopping}. */
@NullMarked
package io.trebuchet.bench.stopping;

import org.jspecify.annotations.NullMarked;
