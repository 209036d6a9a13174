/** Where convergence ends: the search for it, and what is said of it. Pure. */
@NullMarked
package io.trebuchet.run.boundary;

import org.jspecify.annotations.NullMarked;
