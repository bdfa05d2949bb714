"""What can stand in the log: one table of actions, each in plain words. Nothing else is recorded.

The words are shown through gettext (`gettext_noop` only marks them for the translators).
"""

from __future__ import annotations

from enum import StrEnum


def gettext_noop(text: str) -> str:
    """`text` as it is; marked for translation."""
    return text


class Action(StrEnum):
    """The closed set of actions; the part before the dot groups them."""

    ORGANIZATION_ADDED = "organization.added"
    ORGANIZATION_CHANGED = "organization.changed"
    ORGANIZATION_DEACTIVATED = "organization.deactivated"
    ORGANIZATION_REACTIVATED = "organization.reactivated"
    USER_INVITED = "user.invited"
    USER_INVITATION_WITHDRAWN = "user.invitation-withdrawn"
    USER_JOINED = "user.joined"
    USER_CHANGED = "user.changed"
    USER_ROLE_CHANGED = "user.role-changed"
    USER_DEACTIVATED = "user.deactivated"
    USER_REACTIVATED = "user.reactivated"
    USER_SIGNED_IN = "user.signed-in"
    USER_SIGNED_OUT = "user.signed-out"
    USER_SIGN_IN_REFUSED = "user.sign-in-refused"
    USER_LOCKED_OUT = "user.locked-out"
    USER_STEPPED_UP = "user.stepped-up"
    USER_PASSWORD_CHANGED = "user.password-changed"  # noqa: S105 # an action's name
    USER_FACTOR_ADDED = "user.factor-added"
    USER_FACTOR_REMOVED = "user.factor-removed"
    SESSION_ENDED = "session.ended"
    SESSION_PAUSED = "session.paused"
    PAGE_REFUSED = "page.refused"
    GROUP_ADDED = "group.added"
    GROUP_CHANGED = "group.changed"
    GROUP_REMOVED = "group.removed"
    GROUP_JOINED = "group.joined"
    GROUP_LEFT = "group.left"
    KEY_ADDED = "key.added"
    KEY_REVOKED = "key.revoked"
    COLLECTION_ADDED = "collection.added"
    COLLECTION_CHANGED = "collection.changed"
    COLLECTION_GRANTED = "collection.granted"
    COLLECTION_TESTED = "collection.tested"
    OBJECTS_SHARED = "objects.shared"
    OBJECTS_PUBLISHED = "objects.published"
    OBJECTS_REFUSED = "objects.refused"
    OBJECT_DELETED = "object.deleted"
    OBJECT_WITHDRAWN = "object.withdrawn"
    OBJECT_RECALLED = "object.recalled"
    DISCLOSED_PAGES = "disclosed.pages"
    DISCLOSED_LIST = "disclosed.list"
    DISCLOSED_STREAM_OPENED = "disclosed.stream-opened"
    DISCLOSED_STREAM = "disclosed.stream"
    DISCLOSED_PUSH = "disclosed.push"
    DISCLOSED_VIEW = "disclosed.view"
    DISCLOSED_EXPORT = "disclosed.export"
    DISCLOSED_NOTICE = "disclosed.notice"
    DISCLOSED_UNREADABLE = "disclosed.unreadable"
    FEED_ADDED = "feed.added"
    FEED_CHANGED = "feed.changed"
    FEED_REMOVED = "feed.removed"
    FEED_PULLED = "feed.pulled"
    FEED_PUSHED = "feed.pushed"
    FEED_RETRIED = "feed.retried"
    PEER_ADDED = "peer.added"
    PEER_CHANGED = "peer.changed"
    CLASH_SETTLED = "clash.settled"
    SUBMISSION_HELD = "submission.held"
    SUBMISSION_VIEWED = "submission.viewed"
    SUBMISSION_CLAIMED = "submission.claimed"
    SUBMISSION_UNCLAIMED = "submission.unclaimed"
    SUBMISSION_RETURNED = "submission.returned"
    SUBMISSION_ANSWERED = "submission.answered"
    SUBMISSION_REDACTED = "submission.redacted"
    SUBMISSION_APPROVED = "submission.approved"
    SUBMISSION_RELEASED = "submission.released"
    SUBMISSION_REFUSED = "submission.refused"
    SUBMISSION_WITHDRAWN = "submission.withdrawn"
    SUBMISSION_EXPIRED = "submission.expired"
    SUBMISSION_DESTROYED = "submission.destroyed"
    TOKEN_KEY_MADE = "token-key.made"  # noqa: S105 # an action's name
    TOKEN_KEY_DESTROYED = "token-key.destroyed"  # noqa: S105 # an action's name
    INCIDENT_REPORTED = "incident.reported"
    INCIDENT_RELEASED = "incident.released"
    INCIDENT_WITHDRAWN = "incident.withdrawn"
    INCIDENT_CLOCK_CHANGED = "incident.clock-changed"
    INCIDENT_WORKSHEET_SAVED = "incident.worksheet-saved"
    PROPOSAL_MADE = "proposal.made"
    PROPOSAL_TAKEN = "proposal.taken"
    PROPOSAL_DECLINED = "proposal.declined"
    PROPOSAL_WITHDRAWN = "proposal.withdrawn"
    DOCKET_CALL_ADDED = "docket.call-added"
    DOCKET_CALL_CHANGED = "docket.call-changed"
    DOCKET_RECEIVED = "docket.received"
    DOCKET_IMPORTED = "docket.imported"
    DOCKET_SCREENED = "docket.screened"
    DOCKET_VIEWED = "docket.viewed"
    DOCKET_POSTED = "docket.posted"
    DOCKET_REDACTED = "docket.redacted"
    DOCKET_WITHHELD = "docket.withheld"
    DOCKET_WITHDRAWN = "docket.withdrawn"
    DOCKET_DESTROYED = "docket.destroyed"
    DOCKET_GROUPED = "docket.grouped"
    DOCKET_EXPORTED = "docket.exported"
    EVIDENCE_RECORDED = "evidence.recorded"
    EVIDENCE_CHANGED = "evidence.changed"
    EVIDENCE_WITHDRAWN = "evidence.withdrawn"
    EVIDENCE_CODED = "evidence.coded"
    EVIDENCE_SETTLED = "evidence.settled"
    CODEBOOK_SAVED = "codebook.saved"
    FINDING_SAVED = "finding.saved"
    FINDING_CITED = "finding.cited"
    FINDING_UNCITED = "finding.uncited"
    FINDING_PUBLISHED = "finding.published"
    FINDING_WITHDRAWN = "finding.withdrawn"
    REPLY_SAVED = "reply.saved"
    REPLY_WITHDRAWN = "reply.withdrawn"
    PRACTICE_SAVED = "practice.saved"
    PRACTICE_WITHDRAWN = "practice.withdrawn"
    TASKFORCE_SAVED = "taskforce.saved"
    TASKFORCE_PUBLISHED = "taskforce.published"
    TASKFORCE_DISCARDED = "taskforce.discarded"
    TASKFORCE_CERTIFIED = "taskforce.certified"
    TASKFORCE_PAPER_ADDED = "taskforce.paper-added"
    TASKFORCE_PAPER_SHOWN = "taskforce.paper-shown"
    TASKFORCE_PAPER_REMOVED = "taskforce.paper-removed"
    TASKFORCE_INJECT_GIVEN = "taskforce.inject-given"
    BULLETIN_STARTED = "bulletin.started"
    BULLETIN_CHANGED = "bulletin.changed"
    BULLETIN_ASKED = "bulletin.asked"
    BULLETIN_RETURNED = "bulletin.returned"
    BULLETIN_RELEASED = "bulletin.released"
    BULLETIN_CORRECTED = "bulletin.corrected"
    BULLETIN_WITHDRAWN = "bulletin.withdrawn"
    BULLETIN_DROPPED = "bulletin.dropped"
    BULLETIN_GIVEN = "bulletin.given"
    BULLETIN_ANSWERED = "bulletin.answered"
    REPORT_SAVED = "report.saved"
    REPORT_PROPOSED = "report.proposed"
    REPORT_PUBLISHED = "report.published"
    REPORT_DISCARDED = "report.discarded"
    WEBHOOK_ADDED = "webhook.added"
    WEBHOOK_REMOVED = "webhook.removed"
    NOTICES_CHANGED = "notices.changed"
    SETTING_CHANGED = "setting.changed"
    RETENTION_CHANGED = "retention.changed"
    RETENTION_DESTROYED = "retention.destroyed"
    BACKUP_MADE = "backup.made"
    BACKUP_RESTORED = "backup.restored"
    AUDIT_EXPORTED = "audit.exported"
    STATISTICS_PUBLISHED = "statistics.published"
    ADVISORY_SUBMITTED = "advisory.submitted"
    ADVISORY_PUBLISHED = "advisory.published"
    ADVISORY_REFUSED = "advisory.refused"
    ADVISORY_WITHDRAWN = "advisory.withdrawn"
    ADVISORY_ANSWERED = "advisory.answered"
    ADVISORY_KEY_MADE = "advisory.key-made"
    ADVISORY_PICTURE = "advisory.picture-published"
    PROVIDER_ADDED = "provider.added"
    PROVIDER_REMOVED = "provider.removed"
    PROVIDER_PULLED = "provider.pulled"
    CASE_OPENED = "case.opened"
    CASE_MESSAGE = "case.message"
    CASE_CHANGED = "case.changed"
    CASE_PARTY = "case.party-added"
    CASE_DESTROYED = "case.destroyed"


WORDS: dict[Action, str] = {
    Action.ORGANIZATION_ADDED: gettext_noop("added an organization"),
    Action.ORGANIZATION_CHANGED: gettext_noop("changed an organization"),
    Action.ORGANIZATION_DEACTIVATED: gettext_noop("deactivated an organization"),
    Action.ORGANIZATION_REACTIVATED: gettext_noop("let an organization in again"),
    Action.USER_INVITED: gettext_noop("invited a person"),
    Action.USER_INVITATION_WITHDRAWN: gettext_noop("withdrew an invitation"),
    Action.USER_JOINED: gettext_noop("accepted an invitation"),
    Action.USER_CHANGED: gettext_noop("changed a person's account"),
    Action.USER_ROLE_CHANGED: gettext_noop("changed a person's role"),
    Action.USER_DEACTIVATED: gettext_noop("deactivated a person's account"),
    Action.USER_REACTIVATED: gettext_noop("let a person in again"),
    Action.USER_SIGNED_IN: gettext_noop("signed in"),
    Action.USER_SIGNED_OUT: gettext_noop("signed out"),
    Action.USER_SIGN_IN_REFUSED: gettext_noop("was refused at sign-in"),
    Action.USER_LOCKED_OUT: gettext_noop("was locked out for a while"),
    Action.USER_STEPPED_UP: gettext_noop("confirmed who they are once more"),
    Action.USER_PASSWORD_CHANGED: gettext_noop("changed a password"),
    Action.USER_FACTOR_ADDED: gettext_noop("added a second factor"),
    Action.USER_FACTOR_REMOVED: gettext_noop("removed a second factor"),
    Action.SESSION_ENDED: gettext_noop("ended a session"),
    Action.SESSION_PAUSED: gettext_noop("had to confirm who they are after a pause"),
    Action.PAGE_REFUSED: gettext_noop("was refused a page"),
    Action.GROUP_ADDED: gettext_noop("made a sharing group"),
    Action.GROUP_CHANGED: gettext_noop("changed a sharing group"),
    Action.GROUP_REMOVED: gettext_noop("removed a sharing group"),
    Action.GROUP_JOINED: gettext_noop("came into a sharing group"),
    Action.GROUP_LEFT: gettext_noop("left a sharing group"),
    Action.KEY_ADDED: gettext_noop("made an API key"),
    Action.KEY_REVOKED: gettext_noop("ended an API key"),
    Action.COLLECTION_ADDED: gettext_noop("added a collection"),
    Action.COLLECTION_CHANGED: gettext_noop("changed a collection"),
    Action.COLLECTION_GRANTED: gettext_noop("changed who may use a collection"),
    Action.COLLECTION_TESTED: gettext_noop("tested a connection"),
    Action.OBJECTS_SHARED: gettext_noop("shared objects"),
    Action.OBJECTS_PUBLISHED: gettext_noop("published objects for the hub"),
    Action.OBJECTS_REFUSED: gettext_noop("sent objects that were all refused"),
    Action.OBJECT_DELETED: gettext_noop("deleted an object"),
    Action.OBJECT_WITHDRAWN: gettext_noop("withdrew an object"),
    Action.OBJECT_RECALLED: gettext_noop("recalled an object"),
    Action.DISCLOSED_PAGES: gettext_noop("was given pages of objects"),
    Action.DISCLOSED_LIST: gettext_noop("was given a list"),
    Action.DISCLOSED_STREAM_OPENED: gettext_noop("opened a stream"),
    Action.DISCLOSED_STREAM: gettext_noop("was sent objects by stream"),
    Action.DISCLOSED_PUSH: gettext_noop("pushed objects to open streams"),
    Action.DISCLOSED_VIEW: gettext_noop("looked at an object"),
    Action.DISCLOSED_EXPORT: gettext_noop("exported objects"),
    Action.DISCLOSED_NOTICE: gettext_noop("was sent a notice"),
    Action.DISCLOSED_UNREADABLE: gettext_noop("could not read a part of the record"),
    Action.FEED_ADDED: gettext_noop("added a feed"),
    Action.FEED_CHANGED: gettext_noop("changed a feed"),
    Action.FEED_REMOVED: gettext_noop("removed a feed"),
    Action.FEED_PULLED: gettext_noop("pulled a feed"),
    Action.FEED_PUSHED: gettext_noop("sent a feed to a peer"),
    Action.FEED_RETRIED: gettext_noop("let a feed try again what the peer refused"),
    Action.PEER_ADDED: gettext_noop("added a peer"),
    Action.PEER_CHANGED: gettext_noop("changed the agreement with a peer"),
    Action.CLASH_SETTLED: gettext_noop("looked at a conflict with a peer"),
    Action.SUBMISSION_HELD: gettext_noop("asked for a review"),
    Action.SUBMISSION_VIEWED: gettext_noop("opened a held submission"),
    Action.SUBMISSION_CLAIMED: gettext_noop("took a submission to review"),
    Action.SUBMISSION_UNCLAIMED: gettext_noop("gave a submission back to the queue"),
    Action.SUBMISSION_RETURNED: gettext_noop("returned a submission with a question"),
    Action.SUBMISSION_ANSWERED: gettext_noop("answered a reviewer's question"),
    Action.SUBMISSION_REDACTED: gettext_noop("redacted a submission further"),
    Action.SUBMISSION_APPROVED: gettext_noop("approved a submission"),
    Action.SUBMISSION_RELEASED: gettext_noop("released a submission"),
    Action.SUBMISSION_REFUSED: gettext_noop("refused a submission"),
    Action.SUBMISSION_WITHDRAWN: gettext_noop("withdrew a submission"),
    Action.SUBMISSION_EXPIRED: gettext_noop("let a submission expire"),
    Action.SUBMISSION_DESTROYED: gettext_noop("destroyed a submission's sealed content"),
    Action.TOKEN_KEY_MADE: gettext_noop("made a key for anonymous tokens"),
    Action.TOKEN_KEY_DESTROYED: gettext_noop("destroyed a key for anonymous tokens"),
    Action.INCIDENT_REPORTED: gettext_noop("confirmed a report of an incident"),
    Action.INCIDENT_RELEASED: gettext_noop("let a report of an incident leave"),
    Action.INCIDENT_WITHDRAWN: gettext_noop("withdrew a report of an incident"),
    Action.INCIDENT_CLOCK_CHANGED: gettext_noop("changed a clock of incidents"),
    Action.INCIDENT_WORKSHEET_SAVED: gettext_noop("saved a worksheet of an incident"),
    Action.PROPOSAL_MADE: gettext_noop("proposed a change to an object"),
    Action.PROPOSAL_TAKEN: gettext_noop("took a proposed change"),
    Action.PROPOSAL_DECLINED: gettext_noop("declined a proposed change"),
    Action.PROPOSAL_WITHDRAWN: gettext_noop("withdrew a proposed change"),
    Action.DOCKET_CALL_ADDED: gettext_noop("opened a call for input"),
    Action.DOCKET_CALL_CHANGED: gettext_noop("changed a call for input"),
    Action.DOCKET_RECEIVED: gettext_noop("sent a comment"),
    Action.DOCKET_IMPORTED: gettext_noop("imported comments"),
    Action.DOCKET_SCREENED: gettext_noop("screened comments"),
    Action.DOCKET_VIEWED: gettext_noop("opened a comment's original"),
    Action.DOCKET_POSTED: gettext_noop("posted a comment"),
    Action.DOCKET_REDACTED: gettext_noop("posted a comment with redactions"),
    Action.DOCKET_WITHHELD: gettext_noop("withheld a comment"),
    Action.DOCKET_WITHDRAWN: gettext_noop("withdrew a comment"),
    Action.DOCKET_DESTROYED: gettext_noop("destroyed a comment's original"),
    Action.DOCKET_GROUPED: gettext_noop("grouped letters"),
    Action.DOCKET_EXPORTED: gettext_noop("exported comments"),
    Action.EVIDENCE_RECORDED: gettext_noop("made a statement citable"),
    Action.EVIDENCE_CHANGED: gettext_noop("changed a citable statement"),
    Action.EVIDENCE_WITHDRAWN: gettext_noop("ended a citable statement"),
    Action.EVIDENCE_CODED: gettext_noop("gave codes to a statement"),
    Action.EVIDENCE_SETTLED: gettext_noop("settled which codes a statement has"),
    Action.CODEBOOK_SAVED: gettext_noop("changed the codebook"),
    Action.FINDING_SAVED: gettext_noop("wrote a finding"),
    Action.FINDING_CITED: gettext_noop("cited a statement in a finding"),
    Action.FINDING_UNCITED: gettext_noop("took a citation out of a finding"),
    Action.FINDING_PUBLISHED: gettext_noop("published a finding"),
    Action.FINDING_WITHDRAWN: gettext_noop("took a finding back"),
    Action.REPLY_SAVED: gettext_noop("told in public what was done"),
    Action.REPLY_WITHDRAWN: gettext_noop("took back what was told of what was done"),
    Action.PRACTICE_SAVED: gettext_noop("wrote down a practice of another sector"),
    Action.PRACTICE_WITHDRAWN: gettext_noop("took a practice of another sector back"),
    Action.TASKFORCE_SAVED: gettext_noop("saved a draft of the Task Force"),
    Action.TASKFORCE_PUBLISHED: gettext_noop("published something of the Task Force"),
    Action.TASKFORCE_DISCARDED: gettext_noop("threw a draft of the Task Force away"),
    Action.TASKFORCE_CERTIFIED: gettext_noop("wrote down that the chair certified minutes"),
    Action.TASKFORCE_PAPER_ADDED: gettext_noop("added a paper to a meeting"),
    Action.TASKFORCE_PAPER_SHOWN: gettext_noop("showed a paper of a meeting to all"),
    Action.TASKFORCE_PAPER_REMOVED: gettext_noop("removed a paper of a meeting"),
    Action.TASKFORCE_INJECT_GIVEN: gettext_noop("brought an inject into an exercise"),
    Action.BULLETIN_STARTED: gettext_noop("started a bulletin"),
    Action.BULLETIN_CHANGED: gettext_noop("wrote on a bulletin"),
    Action.BULLETIN_ASKED: gettext_noop("asked a second person to release a bulletin"),
    Action.BULLETIN_RETURNED: gettext_noop("sent a bulletin back to its writers"),
    Action.BULLETIN_RELEASED: gettext_noop("released a bulletin"),
    Action.BULLETIN_CORRECTED: gettext_noop("began to correct a bulletin"),
    Action.BULLETIN_WITHDRAWN: gettext_noop("took a bulletin back"),
    Action.BULLETIN_DROPPED: gettext_noop("threw a bulletin's draft away"),
    Action.BULLETIN_GIVEN: gettext_noop("was given a bulletin"),
    Action.BULLETIN_ANSWERED: gettext_noop("answered a bulletin"),
    Action.REPORT_SAVED: gettext_noop("wrote in the report to Congress"),
    Action.REPORT_PROPOSED: gettext_noop("proposed an edition of the report"),
    Action.REPORT_PUBLISHED: gettext_noop("published an edition of the report"),
    Action.REPORT_DISCARDED: gettext_noop("discarded a proposed edition of the report"),
    Action.WEBHOOK_ADDED: gettext_noop("added a webhook"),
    Action.WEBHOOK_REMOVED: gettext_noop("removed a webhook"),
    Action.NOTICES_CHANGED: gettext_noop("changed what to be notified of"),
    Action.SETTING_CHANGED: gettext_noop("changed a setting"),
    Action.RETENTION_CHANGED: gettext_noop("changed how long something is kept"),
    Action.RETENTION_DESTROYED: gettext_noop("destroyed what was past its time"),
    Action.BACKUP_MADE: gettext_noop("made a backup"),
    Action.BACKUP_RESTORED: gettext_noop("restored a backup"),
    Action.AUDIT_EXPORTED: gettext_noop("exported the audit log"),
    Action.STATISTICS_PUBLISHED: gettext_noop("published an edition of the statistics"),
    Action.ADVISORY_SUBMITTED: gettext_noop("sent an advisory for a second person to release"),
    Action.ADVISORY_PUBLISHED: gettext_noop("published an advisory"),
    Action.ADVISORY_REFUSED: gettext_noop("refused an advisory"),
    Action.ADVISORY_WITHDRAWN: gettext_noop("withdrew an advisory"),
    Action.ADVISORY_ANSWERED: gettext_noop("answered an advisory"),
    Action.ADVISORY_KEY_MADE: gettext_noop("made a key that signs advisories"),
    Action.ADVISORY_PICTURE: gettext_noop("published the picture of the sector"),
    Action.PROVIDER_ADDED: gettext_noop("added a provider of advisories"),
    Action.PROVIDER_REMOVED: gettext_noop("removed a provider of advisories"),
    Action.PROVIDER_PULLED: gettext_noop("took in advisories of a provider"),
    Action.CASE_OPENED: gettext_noop("handed in a report of a weakness"),
    Action.CASE_MESSAGE: gettext_noop("wrote in a case"),
    Action.CASE_CHANGED: gettext_noop("changed a case"),
    Action.CASE_PARTY: gettext_noop("brought somebody into a case"),
    Action.CASE_DESTROYED: gettext_noop("destroyed what a case said"),
}
