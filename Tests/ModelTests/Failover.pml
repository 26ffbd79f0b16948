/*
 * The failover of drtop, as a model that spin checks exhaustively. Read it from the top: it tells the protocol.
 *
 * THE SYSTEM. Two clusters of one pair: a1 of the primary fra1, b1 of the backup ams2, which follows a1. A configuration
 * centre holds the published configuration (an epoch and the cluster that is primary in it), the claimed confirmations,
 * the lease of the engine that leads, and what that engine keeps for its successor. One caller uses what is published.
 *
 * THE ENGINES. Two processes of drtop on two machines. One leads: each time the lease is taken, the centre's *term* rises,
 * and whatever an engine of an older term asks of the centre is refused: saving, claiming, publishing (I2). An engine may
 * end, or lose the lease without noticing, at any time. What it had asked for may arrive long after.
 *
 * ONE STEP of an engine is atomic: something happens (an event), conclusions are drawn from what it sees (`conclude`), what
 * it knows is saved, then orders leave (I10: an order that is not saved before it leaves is never given). An engine whose
 * save is refused has been replaced: it ends.
 *
 * THE PROTOCOL. fra1 fails -> b1 is parked, and that is read back (I3) -> a plan can be confirmed; what the operator
 * confirms is the plan's fingerprint (here its serial number) -> the confirmation is claimed at the centre (I5) -> a1 is
 * fenced, best effort -> b1 is promoted, if it was seen a moment ago (I4) -> the next epoch is published, compare and set,
 * consuming the claim in the same transaction -> the caller is told -> a1, when it returns, is fenced before anything else.
 * Until b1's promotion is sent the change can be aborted, and it is void when fra1 comes back or ams2 fails. Once it was sent,
 * also by a process that has ended since, the change goes on unless b1 is seen not to have been promoted.
 * A change that is given up sends nobody to ams2: if b1 takes writes it is fenced, so that a1 can serve again.
 *
 * FAULTS. -DFAULT_... plants one mistake in the protocol; each says at its place which invariant it breaks, and the suite
 * `FailoverModelTests` expects exactly that assertion to fail.
 *
 * THE CORE. Each step that changes where the failover stands, or gives orders, is noted: `from --event--> to: orders`. The
 * suite compares the notes of the whole search with the same of RecoveryCore, both ways: neither knows a transition that
 * the other lacks. Time is not modelled: every miss and every answer counts at once.
 */

/* ---- Words ---------------------------------------------------------------------------------------------------- */

/* Where a failover stands. The first four are read off what is seen; the others are the step in hand. */
#define SYNCHRONIZING   0
#define PRIMARY_FAILED  1
#define NO_BACKUP       2
#define AWAITING        3
#define CLAIM           4
#define FENCE           5
#define PROMOTE_WAITS   6   /* b1 was not seen for two intervals */
#define PROMOTE         7
#define PROMOTE_STUCK   8   /* a person decides: retry or abort */
#define PUBLISH         9
#define PUBLISH_STUCK   10
#define DELIVER         11
#define SERVED          12  /* ams2 is primary */
#define NONE            13  /* no change is in hand */
/* Only on the way: it begins, or is stuck, in the same step. */
#define PUBLISH_WAITS   14
#define FENCE_WAITS     15
#define PUBLISH_UNSEEN  16  /* begun, and bounded: b1 has to be heard first (I4) */

/* What a node's storage does. UNKNOWN: it has not reported since it was last gone. */
#define UNKNOWN   0
#define FOLLOWING 1  /* b1 takes what a1 has */
#define PARKED    2  /* read-only, taking nothing */
#define WRITABLE  3

/* What is asked for. */
#define PARK             1
#define FOLLOW           2
#define FENCE_A          3  /* the step of the failover */
#define FENCE_RETURNED   4  /* a1 still takes writes although it was replaced */
#define FENCE_BACKUP     5  /* b1 takes writes although ams2 is not primary */
#define UNFENCE          6  /* a1 takes writes again: the failover did not come about */
#define PROMOTE_B        7
#define ASK_CLAIM        8
#define ASK_PUBLISH      9
#define DELIVERY         10

/* What happens. */
#define PRIMARY_LOST     0
#define PRIMARY_BACK     1
#define BACKUP_LOST      2
#define BACKUP_BACK      3
#define BACKUP_SILENT    4
#define BACKUP_HEARD     5
#define CONFIRMED        6
#define ABORTED          7
#define RETRIED          8
#define WAITED           9
#define PARK_DONE        10
#define CLAIM_DONE       11
#define CLAIM_FAILED     12  /* nothing was done */
#define CLAIM_UNKNOWN    13  /* it was done, and nobody is told */
#define CLAIM_REFUSED    14
#define FENCE_DONE       15
#define FENCE_FAILED     16
#define PROMOTE_DONE     17
#define PROMOTE_FAILED   18
#define PROMOTE_UNKNOWN  19
#define PUBLISH_DONE     20
#define PUBLISH_FAILED   21
#define PUBLISH_UNKNOWN  22
#define PUBLISH_REFUSED  23
#define DELIVER_DONE     24
#define RESTARTED        25
#define LATE_PROMOTION   26

/* Bounds of the search: so many plans are confirmed, so many engines begin. */
#define PLANS   2
#ifndef TERMS
#define TERMS   3
#endif

/* ---- The world as it is ---------------------------------------------------------------------------------------- */

byte a = WRITABLE;          /* a1's storage */
byte b = FOLLOWING;         /* b1's storage */
bool upA = true;            /* a1 answers */
bool upB = true;            /* b1 answers */
bool silentB = false;       /* nothing was heard of ams2 for two intervals, and no question was missed either */

/* The configuration centre. */
byte epoch = 1;
bool isPublishedB = false;  /* the epoch in force names ams2 */
byte term = 0;              /* rises with every engine that begins */
byte claimed = 0;           /* the plans whose confirmation was claimed, a bit each */
byte consumed = 0;          /* and those of which it was used up */
bool isLeaseFree = true;

/* What the leading engine keeps for its successor. */
byte kept = NONE;           /* the step in hand */
bool keptSwapped = false;
byte keptPlan = 1;          /* the serial of the next plan, raised with every confirmation */
byte keptConfirmed = 0;     /* the plan that the step in hand belongs to */
bool keptSent = false;      /* its promotion was sent */
bool keptGivenUp = false;   /* of a change that is over, and of which nothing was published */

/* An engine of the past asked for a promotion, and nobody has seen it arrive. */
bool isPromotionLate = false;

/* The epoch that the caller uses. */
byte used = 1;

/* The plans that some operator has looked at, a bit each: any of them may be confirmed at any time after, by two at once,
   also twice. */
byte shown = 0;
byte confirmations = 0;
/* For the invariants: the plans that were accepted, a bit each. */
byte accepted = 0;

/* ---- An engine ------------------------------------------------------------------------------------------------- */

typedef Engine {
    bool isAlive;
    byte term;
    byte step;          /* CLAIM ... DELIVER, or NONE */
    bool isSwapped;     /* ams2 is primary as far as it knows */
    byte plan;          /* of the step in hand */
    byte next;          /* serial of the plan that could be confirmed */
    bool isSent;        /* b1's promotion was asked for in this change */
    bool isGivenUp;     /* a change that may have promoted b1 is over, and sent nobody there */
    bool mayStand;      /* a publication was asked for, and nobody knows what became of it */
    bool isKnownB;      /* it knows that the epoch of ams2 is published */
    /* Reports: the last of each node, and whether the node has been gone since. */
    byte lastA; bool isCurrentA;
    byte lastB; bool isCurrentB;
    bool isCompared;    /* both were compared since they were last gone or turned */
    /* What is under way, apart from the step itself. */
    bool isParking;
    bool isDelivering
}
Engine engine[2];

/* ---- Notes for the comparison with the core -------------------------------------------------------------------- */

hidden int orders;      /* what this step asks for, four bits each, the first one highest */
hidden int from;
hidden int to;
hidden int happened;

c_decl {
    static const char *stands[] = {"synchronizing", "primary-failed", "no-backup", "awaiting-confirmation", "claim",
        "fence", "promote waits", "promote", "promote stuck", "publish", "publish stuck", "deliver", "served", "", "", "",
        "publish"};
    static const char *happenings[] = {"primary lost", "primary back", "backup lost", "backup back", "backup silent",
        "backup heard", "confirmed", "aborted", "retried", "waited", "park done", "claim done", "claim failed",
        "claim unknown", "claim refused", "fence done", "fence failed", "promote done", "promote failed",
        "promote unknown", "publish done", "publish failed", "publish unknown", "publish refused", "deliver done",
        "restarted", "late promotion"};
    static const char *requests[] = {"-", "park", "follow", "fence", "fenceReturned", "fenceBackup", "unfence",
        "promote", "claim", "publish", "deliver"};
    static struct { int from, happened, to, orders; } notes[2000];
    static int noted;

    static void note(int from, int happened, int to, int orders) {
        /* Two steps of the model that the core tells apart by what is under way alone. */
        if (from == 16) from = 9;
        if (to == 16) to = 9;
        if (from == to && !orders) return;
        for (int i = 0; i < noted; i++) {
            if (notes[i].from == from && notes[i].happened == happened && notes[i].to == to &&
                notes[i].orders == orders) return;
        }
        if (noted == 2000) abort();
        notes[noted].from = from, notes[noted].happened = happened, notes[noted].to = to, notes[noted].orders = orders;
        noted++;
        printf("NOTE %s --%s--> %s:", stands[from], happenings[happened], stands[to]);
        if (!orders) printf(" -");
        for (int shift = 28; shift >= 0; shift -= 4) {
            if (orders >> shift & 15) printf(" %s", requests[orders >> shift & 15]);
        }
        printf("\n");
    }
}

/* ---- Invariants ------------------------------------------------------------------------------------------------ */

/* As in design/invariants.md; the suite reads which one was broken. */
#define MUST(invariant, condition) \
    if :: (condition) :: else -> c_code { printf("BROKEN " #invariant "\n"); }; assert(false) fi
#define bit(plan) (1 << (plan))

/* ---- What an engine concludes ---------------------------------------------------------------------------------- */

#define E engine[me]
#define other engine[1 - me]
#define isChanging   (E.step != NONE)
#define hasBegunFence   ((E.step >= FENCE && E.step <= DELIVER) || E.step == PUBLISH_UNSEEN)
#define isReversible (E.step == CLAIM || E.step == FENCE_WAITS || E.step == FENCE || E.step == PROMOTE_WAITS)
#define isFresh      (upB && !silentB)
#define isHeardB     (upB && !silentB)
/* In this step, b1 or a1 is brought to its role by an order that has not ended yet. */
hidden byte orderA;
hidden byte orderB;
hidden byte stage;
hidden byte rounds;   /* a new engine asks once more before anything ends */
hidden byte wasStep;
hidden byte wasKept;
hidden byte isCarriedOut;

inline ask(what) { orders = orders * 16 + what }

/* M6: b1 was read back as taking nothing from a1; one that does not answer is not asked. */
#ifdef FAULT_SYNC_NOT_READ_BACK                     /* breaks I3 */
#define isSyncStopped true
#else
#define isSyncStopped (!upB || (E.isCurrentB && E.lastB != FOLLOWING))
#endif

inline stand(result) {
    if
    :: isChanging -> result = E.step
    :: !isChanging && E.isSwapped -> result = SERVED
    :: !isChanging && !E.isSwapped && upA -> result = SYNCHRONIZING
    :: !isChanging && !E.isSwapped && !upA ->
        if
        :: !isSyncStopped -> result = PRIMARY_FAILED
        :: isSyncStopped && !upB -> result = NO_BACKUP
        :: isSyncStopped && upB -> result = AWAITING
        fi
    fi
}

/* The caller is told what is in force, until it says that it uses it. */
inline deliverWhatIsDue() {
    if
    :: E.isKnownB && used < 2 && !E.isDelivering -> ask(DELIVERY); E.isDelivering = true
    :: else
    fi
}

/* What it may have made of b1 is undone, also by the next process. */
inline giveUp() {
#ifndef FAULT_GIVEN_UP_FORGOTTEN                    /* breaks I12 */
    if :: E.step != CLAIM && !E.isSwapped -> E.isGivenUp = true :: else fi;
#endif
    E.step = NONE
}

inline publishBegins() {
    if
    /* The last process ended between the publication and its result: it stands, and is not asked for again. */
    :: E.isKnownB -> E.isSwapped = true; E.isGivenUp = false; E.mayStand = false; E.step = DELIVER; deliverWhatIsDue()
#ifdef FAULT_PUBLISHED_UNSEEN                       /* breaks I4 */
    :: !E.isKnownB ->
#else
    :: !E.isKnownB && !isFresh -> E.step = PUBLISH_UNSEEN
    :: !E.isKnownB && isFresh ->
#endif
        MUST(I4, isFresh);
        MUST(I11, !isPublishedB || E.mayStand);
        E.step = PUBLISH;
        ask(ASK_PUBLISH);
        E.mayStand = true
    fi
}

/* A cluster is called failed only when somebody answered a question that was asked after it fell silent (I7): that takes a
   new engine a second round. */
#define isFailedB (!upB && !(happened == RESTARTED && rounds > 0))

/* What a promotion that was sent has done is seen on b1 alone, also by the next process. */
#define isNothingPromoted (!E.isSent || (E.isCurrentB && E.lastB != WRITABLE))

/* What has lost its base is void; what may begin begins. */
inline advanceChange() {
    if
    :: isReversible && (isFailedB || (upA && isNothingPromoted)) -> giveUp()
    :: else
    fi;
    if
    :: E.step == FENCE_WAITS -> E.step = FENCE; wasStep = FENCE; ask(FENCE_A)
#ifdef FAULT_PROMOTED_UNSEEN                        /* breaks I4 */
    :: E.step == PROMOTE_WAITS ->
#else
    :: E.step == PROMOTE_WAITS && isFresh ->
#endif
        MUST(I4, isFresh);
        E.step = PROMOTE;
        E.isSent = true;
        ask(PROMOTE_B)
    :: E.step == PUBLISH_WAITS || E.step == PUBLISH_UNSEEN -> publishBegins()
    :: else
    fi;
    /* The callers that are still to come are waited for beside it; a second failure needs a change of its own. */
    if
    :: E.step == DELIVER && E.isKnownB && (used == 2 || isFailedB) -> E.step = NONE
    :: else
    fi
}

/* Every node that answers is brought to its cluster's role (I9). */
inline takePostureA() {
    if
    :: !upA || !E.isCurrentA || orderA != 0 || E.step == FENCE
    :: else ->
        if
#ifndef FAULT_RETURNED_NOT_FENCED                   /* breaks I9 */
        :: E.lastA == WRITABLE && (E.isSwapped || (isChanging && hasBegunFence)) ->
            ask(FENCE_RETURNED); orderA = FENCE_RETURNED
#endif
        :: E.lastA == PARKED && !E.isSwapped && !isChanging && !(E.isCurrentB && E.lastB == WRITABLE) ->
            ask(UNFENCE); orderA = UNFENCE
        :: else
        fi
    fi
}

inline takePostureB() {
    if
    :: !upB || !E.isCurrentB || orderB != 0 || (isChanging && E.step > FENCE)
    :: else ->
        if
        :: E.isSwapped && E.lastB == PARKED && !(E.isCurrentA && E.lastA == WRITABLE) && !E.isParking ->
            ask(PROMOTE_B); orderB = PROMOTE_B
        :: !E.isSwapped && (!upA || (isChanging && hasBegunFence)) ->
            if
            :: E.lastB == WRITABLE && !E.isParking -> ask(FENCE_BACKUP); orderB = FENCE_BACKUP
            :: E.lastB == FOLLOWING && !E.isParking -> ask(PARK); E.isParking = true
            :: else
            fi
        :: !E.isSwapped && upA && !(isChanging && hasBegunFence) && !E.isParking ->
            if
            :: E.lastB == PARKED && E.isCurrentA && E.lastA == WRITABLE && E.isCompared ->
                ask(FOLLOW); orderB = FOLLOW
            /* It may have taken writes since both were compared. */
            :: E.lastB == WRITABLE && E.isCurrentA && E.lastA == WRITABLE ->
                ask(FENCE_BACKUP); orderB = FENCE_BACKUP
            /* a1 was fenced for it. */
            :: E.lastB == WRITABLE && E.isCurrentA && E.lastA == PARKED && E.isGivenUp ->
                ask(FENCE_BACKUP); orderB = FENCE_BACKUP
            :: else
            fi
        :: else
        fi
    fi
}

#define isParkingOrphan (E.isParking && (upA || E.isSwapped))

inline conclude() {
    advanceChange();
    takePostureA();
    takePostureB();
    deliverWhatIsDue()
}

inline noteB(role) {
    if
    :: (E.lastB == WRITABLE) != (role == WRITABLE) -> E.isCompared = false
    :: else
    fi;
    /* It has done what it was told before. */
    if :: role == FOLLOWING -> E.isGivenUp = false :: else fi;
    E.lastB = role;
    E.isCurrentB = true
}

/*
 * What follows from an event. First conclusions from the event itself; then a round: heartbeats (who is gone is compared no
 * more), the reports of those that answer, the comparison of the pair; then the orders that bring nodes to their roles end,
 * one after the other, each read back and followed by another round; last what is left of a change that is over.
 */
#define EVENT      0
#define HEARTBEATS 1
#define REPORTS    2
#define COMPARISON 3
#define POSTURES   4
#define PARKING    5
#define LEFTOVERS  6
#define OVER       7
#define SECOND_ROUND 8  /* of heartbeats, before a new engine has any report */

inline react() {
    do
    :: stage == OVER -> break
    :: else ->
        if
        :: stage == EVENT -> stage = HEARTBEATS
        :: stage == HEARTBEATS ->
            if :: !upA || !upB -> E.isCompared = false :: else fi;
            stage = (rounds > 0 -> SECOND_ROUND : REPORTS)
        :: stage == SECOND_ROUND -> rounds = 0; stage = REPORTS
        :: stage == REPORTS ->
            if :: upA -> E.lastA = a; E.isCurrentA = true :: else fi;
            if :: isHeardB -> noteB(b) :: else fi;
            stage = COMPARISON
        :: stage == COMPARISON ->
            if :: upA && isHeardB -> E.isCompared = true :: else fi;
            stage = POSTURES
        :: stage == POSTURES && orderA != 0 ->
            if :: orderA == FENCE_RETURNED -> a = PARKED :: orderA == UNFENCE -> a = WRITABLE fi;
            orderA = 0;
            E.lastA = a;
            E.isCurrentA = true;
            stage = EVENT
        :: stage == POSTURES && orderA == 0 && orderB != 0 ->
            if
            :: orderB == FENCE_BACKUP -> b = PARKED
            :: orderB == FOLLOW ->
                /* Data flows only from the published primary. */
                MUST(I9, !isPublishedB);
                b = FOLLOWING
            :: orderB == PROMOTE_B -> b = WRITABLE
            fi;
            orderB = 0;
            noteB(b);
            stage = EVENT
        :: stage == POSTURES && orderA == 0 && orderB == 0 -> stage = (isParkingOrphan -> PARKING : LEFTOVERS)
        :: stage == PARKING ->
            /* It was to stop a sync that goes on. */
            E.isParking = false;
            if :: isCarriedOut == 1 -> b = PARKED; noteB(b) :: else fi;
            stage = EVENT
        :: stage == LEFTOVERS ->
            if
            :: wasStep == CLAIM && E.step == NONE && happened < CLAIM_DONE ->
                if :: isCarriedOut == 1 && epoch == 1 -> claimed = claimed | bit(E.plan) :: else fi;
                stage = OVER
            :: wasStep == FENCE && E.step == NONE && happened != FENCE_DONE && happened != FENCE_FAILED ->
                if :: isCarriedOut == 1 -> a = PARKED :: else fi;
                wasStep = NONE;
                stage = EVENT
            :: else -> stage = OVER
            fi
        fi;
        if :: stage != OVER -> conclude() :: else fi
    od
}

/* ---- One step of an engine -------------------------------------------------------------------------------------- */

#ifdef FAULT_STALE_SAVES                            /* breaks I2 */
#define isLeading (E.isAlive)
#else
#define isLeading (E.isAlive && E.term == term)
#endif

inline begins(event) {
    stand(from);
    happened = event;
    orders = 0;
    orderA = 0;
    orderB = 0;
    wasStep = E.step;
    stage = EVENT;
    rounds = 0;
    if :: isCarriedOut = 1 :: isCarriedOut = 0 fi
}

inline save() {
    MUST(I2, E.term == term);
    kept = E.step;
    keptSwapped = E.isSwapped;
    keptPlan = E.next;
    keptConfirmed = E.plan;
    if :: E.step == NONE -> E.isSent = false :: else fi;
    keptSent = E.isSent;
    keptGivenUp = E.isGivenUp
}

inline ends() {
    react();
    stand(to);
    if
    /* Without a change in hand a new process knows only what it sees: that is a beginning, not a transition. */
    :: happened == RESTARTED && wasKept == NONE
    :: else -> c_code { note(from, happened, to, orders); }
    fi;
    /* A replaced primary that answers takes no writes. */
    MUST(I9, !(E.isSwapped && upA && a == WRITABLE));
    /* No change is in hand, and neither waits for the other. */
    MUST(I12, E.step != NONE || E.isSwapped || !upA || !isHeardB || a != PARKED || b != WRITABLE);
#ifndef FAULT_ASKED_BEFORE_SAVED                    /* breaks I10 */
    save();
#endif
    orders = 0;
    from = 0;
    to = 0;
    happened = 0;
    wasStep = 0;
    wasKept = 0;
    stage = 0;
    rounds = 0;
    isCarriedOut = 0
}

/* ---- The configuration centre ------------------------------------------------------------------------------------ */

#ifdef FAULT_TERM_NOT_COMPARED                      /* breaks I2 */
#define isTermGood true
#else
#define isTermGood (E.term == term)
#endif
#define mayClaim   (isTermGood && epoch == 1 && !(claimed & bit(E.plan)))
#define mayPublish (isTermGood && epoch == 1 && (claimed & bit(E.plan)) && !(consumed & bit(E.plan)))
/* The same publication again: it stands, and is answered as the first time. */
#define isSame     (isTermGood && isPublishedB && (consumed & bit(E.plan)))

/* The addresses that are published are those of the nodes of the cluster that is. */
#ifdef FAULT_OLD_ADDRESSES                          /* breaks I17 */
#define isAddressedB false
#else
#define isAddressedB true
#endif

inline claimAtCentre() {
    MUST(I10, kept == E.step);
    claimed = claimed | bit(E.plan)
}

/* One transaction: compare, consume, set. */
inline publishAtCentre() {
    MUST(I10, kept == E.step);
    MUST(I2, E.term == term);
    MUST(I5, claimed & bit(E.plan));
    MUST(I17, isAddressedB);
    consumed = consumed | bit(E.plan);
#ifndef FAULT_EPOCH_NOT_RAISED                      /* breaks I1 */
    epoch = epoch + 1;
#endif
    isPublishedB = true;
    /* fra1 is the primary of epoch 1. */
    MUST(I1, epoch != 1)
}

/* ---- An engine's life -------------------------------------------------------------------------------------------- */

/* A new one takes the lease, reads what its predecessor kept, and asks every node. It may see others than that one did. */
inline start() {
#ifndef FAULT_STALE_SAVES
    /* Of one that was replaced without noticing only what it has asked for matters. */
    if
    :: other.isAlive ->
        other.isSwapped = false; other.isSent = false; other.isGivenUp = false; other.next = 0; other.mayStand = false; other.isKnownB = false;
        other.lastA = UNKNOWN; other.isCurrentA = false; other.lastB = UNKNOWN; other.isCurrentB = false;
        other.isCompared = false; other.isParking = false; other.isDelivering = false;
        if :: other.step != CLAIM && other.step != PROMOTE && other.step != PUBLISH -> other.step = NONE :: else fi
    :: else
    fi;
#endif
    term = term + 1;
    isLeaseFree = false;
    if :: upA = true :: upA = false fi;
    if :: upB = true :: upB = false fi;
    silentB = false;
    from = (kept == NONE -> 0 : kept);
    happened = RESTARTED;
    orders = 0;
    orderA = 0;
    orderB = 0;
    wasStep = NONE;
    wasKept = kept;
    isCarriedOut = 0;
    E.isAlive = true;
    E.term = term;
    E.isSwapped = keptSwapped;
    E.plan = keptConfirmed;
    E.isSent = keptSent;
    E.isGivenUp = keptGivenUp;
    E.next = keptPlan;
#ifdef FAULT_PUBLISHED_AGAIN                        /* breaks I11 */
    E.isKnownB = keptSwapped;
#else
    E.isKnownB = isPublishedB;
#endif
    E.mayStand = false;
    if
    /* Whether the claim was kept is not known, and nothing was begun: the next plan has another serial. */
#ifdef FAULT_CLAIM_RESUMED                          /* breaks I11 */
    :: kept == CLAIM -> E.step = FENCE_WAITS
#else
    :: kept == CLAIM -> E.step = NONE
#endif
    :: kept == FENCE -> E.step = FENCE_WAITS
    :: kept == PROMOTE -> E.step = PROMOTE_WAITS
    :: kept == PUBLISH || kept == PUBLISH_UNSEEN -> E.step = PUBLISH_WAITS
    :: else -> E.step = kept
    fi;
    MUST(I11, E.step != FENCE_WAITS || (claimed & bit(E.plan)));
    stage = HEARTBEATS;
    rounds = 1
}

inline forget() {
    orders = 0; from = 0; to = 0; happened = 0; wasStep = 0; isCarriedOut = 0;
    E.isAlive = false; E.term = 0; E.step = NONE; E.isSwapped = false; E.plan = 0; E.isSent = false; E.isGivenUp = false; E.next = 0; E.mayStand = false;
    E.isKnownB = false; E.lastA = UNKNOWN; E.isCurrentA = false; E.lastB = UNKNOWN; E.isCurrentB = false;
    E.isCompared = false; E.isParking = false; E.isDelivering = false
}

/* It is gone, at any moment. What was on its way is done, or lost; a promotion may still take effect much later. */
inline crash() {
    if
    :: true ->
        if :: E.isParking -> b = PARKED :: else fi;
        if :: E.isDelivering -> used = 2 :: else fi;
        if
        :: E.step == CLAIM && mayClaim -> claimAtCentre()
        :: E.step == FENCE -> a = PARKED
        :: E.step == PROMOTE -> b = WRITABLE
        :: E.step == PUBLISH && mayPublish -> publishAtCentre()
        :: else
        fi
    :: true
    :: E.step == PROMOTE -> isPromotionLate = true
    fi;
    forget()
}

/* The model ends with the first failover: what becomes of ams2 after it is the next one. */
#define maySeeBackup (!E.isSwapped)

/* A confirmation is good for the plan that was shown, while it stands. */
#ifdef FAULT_FINGERPRINT_NOT_COMPARED               /* breaks I5 */
#define isShown(plan) true
#else
#define isShown(plan) (plan == E.next)
#endif
#ifdef FAULT_CONFIRMED_DURING_CHANGE                /* breaks I19 */
#define isFree true
#else
#define isFree (!isChanging)
#endif
#define mayConfirm(plan) \
    (confirmations < PLANS && (shown & bit(plan)) && isShown(plan) && isFree && !E.isSwapped && !upA && isFresh && isSyncStopped)

inline confirm(shownPlan) {
    MUST(I19, E.step == NONE);
    MUST(I3, b != FOLLOWING);
    MUST(I5, shownPlan == E.next && !(accepted & bit(shownPlan)));
    accepted = accepted | bit(shownPlan);
    confirmations++;
    E.plan = E.next;
#ifndef FAULT_SERIAL_KEPT                           /* breaks I5 */
    E.next++;
#endif
#ifdef FAULT_CLAIM_NOT_AWAITED                      /* breaks I5 */
    E.step = FENCE_WAITS
#else
    E.step = CLAIM;
    ask(ASK_CLAIM)
#endif
}

/* Until b1's promotion is sent; and again when nothing was published, and b1 was not promoted or ams2 has failed. */
#ifdef FAULT_UNKNOWN_ABORTED                        /* breaks I9 */
#define mayBePublished false
#else
#define mayBePublished (E.isKnownB || E.mayStand)
#endif
#define isPromotionUndone (!upB || (E.isCurrentB && E.lastB != WRITABLE))
/* With both nodes back, abort at a stuck publication is left out of this model: the walk through the core does not come
   there, so that what would be asked for cannot be compared. */
#define mayAbort \
    ((isReversible && isNothingPromoted) || ((E.step == PROMOTE_STUCK || (E.step == PUBLISH_STUCK && !(upA && upB))) \
        && !mayBePublished && isPromotionUndone))

inline published() {
    E.isKnownB = true;
    E.mayStand = false;
    E.isGivenUp = false;
    E.isSwapped = true;
    E.step = DELIVER
}

active [2] proctype Drtop() {
    byte me = _pid;
    E.step = NONE;
    /* After the last term nothing more need happen. */
end:
    do
    /* The lease can be lost at any time, unnoticed. */
    :: atomic { isLeading && !isLeaseFree && term < TERMS -> isLeaseFree = true }
    :: atomic { isLeading -> crash(); isLeaseFree = true }

    /* Another engine leads: its next save is refused, and it ends. What it had asked for is on its way. */
    :: atomic { E.isAlive && !isLeading && E.step == CLAIM -> begins(CLAIM_REFUSED); to = AWAITING;
        c_code { note(from, happened, to, orders); }; forget() }
    :: atomic { E.isAlive && !isLeading && E.step == PUBLISH -> begins(PUBLISH_REFUSED); to = PUBLISH_STUCK;
        c_code { note(from, happened, to, orders); }; forget() }
#ifdef FAULT_TERM_NOT_COMPARED
    :: atomic { E.isAlive && E.term != term && E.step == PUBLISH && mayPublish -> publishAtCentre(); forget() }
#endif
    :: atomic { E.isAlive && !isLeading && E.step == PROMOTE -> isPromotionLate = true; forget() }
    :: atomic { E.isAlive && !isLeading -> forget() }
#ifdef FAULT_ASKED_BEFORE_SAVED
    :: atomic { isLeading && kept != E.step -> save() }
#endif

    /* A plan is looked at. */
    :: atomic { isLeading && isFree && !E.isSwapped && !upA && upB && isSyncStopped && E.next <= PLANS &&
        !(shown & bit(E.next)) -> shown = shown | bit(E.next) }

    /* What happens to the one that leads, and what follows from it. */
    :: atomic {
        if
        :: !E.isAlive && isLeaseFree && term < TERMS && me == term % 2 -> start()
        /* What it sees. */
        :: isLeading && upA -> begins(PRIMARY_LOST); upA = false; E.isCurrentA = false
        :: isLeading && !upA -> begins(PRIMARY_BACK); upA = true
        :: isLeading && upB && maySeeBackup -> begins(BACKUP_LOST); upB = false; silentB = false; E.isCurrentB = false
        :: isLeading && !upB && maySeeBackup -> begins(BACKUP_BACK); upB = true; silentB = false
        :: isLeading && isHeardB && maySeeBackup -> begins(BACKUP_SILENT); silentB = true
        :: isLeading && upB && silentB && maySeeBackup -> begins(BACKUP_HEARD); silentB = false
        /* What people ask for. */
        :: isLeading && mayConfirm(1) -> begins(CONFIRMED); confirm(1)
        :: isLeading && mayConfirm(2) -> begins(CONFIRMED); confirm(2)
        :: isLeading && mayAbort -> begins(ABORTED); giveUp()
        :: isLeading && E.step == PROMOTE_STUCK -> begins(RETRIED); E.step = PROMOTE_WAITS
        :: isLeading && E.step == PUBLISH_STUCK -> begins(RETRIED); E.step = PUBLISH_WAITS
        :: isLeading && E.step == PUBLISH_UNSEEN -> begins(WAITED); E.step = PUBLISH_STUCK
        :: isLeading && E.step == DELIVER -> begins(WAITED); E.step = NONE
        /* How its orders end. */
        :: isLeading && E.isParking -> begins(PARK_DONE); E.isParking = false; b = PARKED; noteB(PARKED)
        :: isLeading && E.step == CLAIM && mayClaim -> begins(CLAIM_DONE); claimAtCentre(); E.step = FENCE_WAITS
        :: isLeading && E.step == CLAIM -> begins(CLAIM_FAILED); E.step = NONE
        :: isLeading && E.step == CLAIM && mayClaim -> begins(CLAIM_UNKNOWN); claimAtCentre(); E.step = NONE
        :: isLeading && E.step == FENCE -> begins(FENCE_DONE); a = PARKED; E.lastA = PARKED; E.isCurrentA = true; E.step = PROMOTE_WAITS
        :: isLeading && E.step == FENCE -> begins(FENCE_FAILED); E.step = PROMOTE_WAITS
        :: isLeading && E.step == PROMOTE -> begins(PROMOTE_DONE); MUST(I5, claimed & bit(E.plan)); b = WRITABLE; noteB(WRITABLE); E.step = PUBLISH_WAITS
        :: isLeading && E.step == PROMOTE -> begins(PROMOTE_FAILED); E.step = PROMOTE_STUCK
        :: isLeading && E.step == PROMOTE -> begins(PROMOTE_UNKNOWN); b = WRITABLE; E.step = PROMOTE_STUCK
        :: isLeading && E.step == PUBLISH && mayPublish -> begins(PUBLISH_DONE); publishAtCentre(); published()
        :: isLeading && E.step == PUBLISH && isSame -> begins(PUBLISH_DONE); published()
        :: isLeading && E.step == PUBLISH -> begins(PUBLISH_FAILED); E.step = PUBLISH_STUCK
        :: isLeading && E.step == PUBLISH && mayPublish -> begins(PUBLISH_UNKNOWN); publishAtCentre(); E.step = PUBLISH_STUCK
        :: isLeading && E.isDelivering -> begins(DELIVER_DONE); E.isDelivering = false; used = 2
        :: isLeading && isPromotionLate -> begins(LATE_PROMOTION); isPromotionLate = false; b = WRITABLE
        fi;
        ends()
    }
    od
}

/* A slow delivery of the first epoch reaches the caller at last. */
active proctype Caller() {
    byte before;
end:
    atomic {
        used == 2;
        before = used;
#ifdef FAULT_CALLER_GOES_BACK                       /* breaks I16 */
        used = 1;
#endif
        MUST(I16, used >= before);
        before = 0
    }
}
