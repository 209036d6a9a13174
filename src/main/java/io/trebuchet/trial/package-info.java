/** A trial from its first step to its last, without actors: what it computes, records and says. */
@NullMarked
package io.trebuchet.trial;

import org.jspecify.annotations.NullMarked;
