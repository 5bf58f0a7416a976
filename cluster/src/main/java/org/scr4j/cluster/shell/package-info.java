/** Remote shells that need no scheduler: ssh, ClusterShell's clush, pdsh. */
package org.scr4j.cluster.shell;
