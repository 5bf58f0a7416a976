/** Clusters without a scheduler: a list of hosts, and ssh. */
package org.scr4j.cluster.ssh;
