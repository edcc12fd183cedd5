"""Which first names are short for which: well-known English and some Spanish ones, for possible matches (IDN-09)."""

from typing import Final

from compliance.given_names import MORE_GROUPS

_GROUPS: Final = """
abigail abby abbie gail
abraham abe bram
adam ad addie
adelaide addie ada della heidi
adeline addie ada
agnes aggie nessa
albert al bert albie bertie
alejandro alex ale jandro
alexander alex alec al xander sandy sasha lex
alexandra alex alexa sandra sandy lexi sasha allie
alfonso al alf fonzie
alfred al fred alf alfie freddie freddy
alice allie ali alicia
allison ali allie alison
alvin al vin
amanda mandy manda
amelia amy millie mia
anastasia ana stacy stacey tasha
andrea andi andie drea
andrew andy drew
angela angie angel
ann anne anna annie nan nancy anita
annabel anna belle bella
anthony tony ant
antonio tony toni antoine tono
antoinette toni nettie
archibald archie
arnold arnie arn
arthur art artie
augustus gus augie
barbara barb barbie babs bobbie
bartholomew bart
beatrice bea trixie bee
benjamin ben benny benji benjie
bernard bernie barney
bernadette bernie detta
bertha bert bertie
beverly bev
bradley brad
brandon bran
brenda bren
bridget bridie biddy
cameron cam
carolyn caroline carol carrie lynn caro
cassandra cass cassie sandra
catherine katherine kathryn catharine katharine kathleen cathy kathy kate katie kat kit kitty cat cate kay katy
cecilia celia cece cissy
charles charlie chuck chas chip charley
charlotte charlie lottie char
chester chet
christina christine kristina kristine chris chrissy tina christy kristy kris
christopher chris kit topher kris
cynthia cindy cyndi
clarence clare
clayton clay
clifford cliff
clinton clint
concepcion concha conchita
consuelo chelo
constance connie
cornelius neil con connie
curtis curt
dale dal
daniel dan danny dani
danielle dani ellie
david dave davey davy
dean deano
deborah debra deb debbie debby
denise denny
dennis denny den
diana diane di
dolores lola
dominic dom nick nicky
donald don donny donnie
dorothy dot dottie dolly dory
douglas doug
duane dewey
dwight ike
edgar ed eddie
edmund ed eddie ned
eduardo ed eddie lalo
edward ed eddie ted teddy ned
edwin ed eddie win
eleanor ellie nell nellie nora elinor lenore
elias eli
elijah eli lige
elizabeth elisabeth liz beth betty betsy lizzie lizzy eliza lisa libby bess bessie elsie elise ellie lisbeth
ellen ellie nell helen nellie
emily em emmy millie
emanuel manny manuel
enrique kike henry quique
ernest ernie
esther essie hester
eugene gene
evelyn eve evie
ezekiel zeke
felicia fel
ferdinand ferdie fred
florence flo flossie
frances fran frannie fanny francie
francis frank fran frankie
francisco frank paco pancho cisco kiko
franklin frank frankie
frederick fredrick frederic fred freddie freddy fritz rick
fernando nando
gabriel gabe gabby
gabriela gabrielle gabby gaby gabi
genevieve gen jenny viv
geoffrey jeffrey geoff jeff
george georgie jorge
gerald gerry jerry
geraldine gerry jeri
gertrude trudy gert gertie
gilbert gil bert
gloria glo
gregory greg gregg
gretchen greta
guadalupe lupe lupita
guillermo memo billy will
gustavo gus
gwendolyn gwen wendy
hannah hanna
harold harry hal
harriet hattie
heather heath
henrietta etta hettie
henry hank harry hal
herbert herb bert
herman herm
howard howie
hubert bert hugh
ignacio nacho
irene renie
isaac ike zac
isabel isabella isabelle izzy bella belle
isidore izzy
jacob jake jack coby
jacqueline jackie jacki
james jim jimmy jamie jimmie jem
jane janie janet jenny
janet jan
janice jan
jason jay jase
javier javi
jean jeanie jeanne
jeannette jean nettie
jennifer jen jenny jenni jenna
jeremiah jerry jeremy
jeremy jerry jem
jerome jerry
jesse jess
jessica jess jessie
jesus chuy chucho
jill gill gillian
joan joanie
joanna joanne jo joey annie
joel joe
john jon johnny jack johnnie jonny
jonathan jon johnny nathan jonny
jose pepe joseph joe
josefina pepa fina
joseph joe joey jo jos
josephine jo josie joey
joshua josh
joyce joy
juan johnny john juanito
juanita nita
judith judy jude
julia julie jules
julian jules
juliana julie
justin justo
karen kari
kelly kel
kenneth ken kenny
kevin kev
kimberly kim kimmy
kristen kristin kris kristi
laura laurie lori
lauren laurie ren
lawrence laurence larry lars lawrie
leah lea
leo leon leonard lee
leonard leo len lenny leon
leonardo leo leon
leroy roy lee
leslie les
lester les
lewis louis lou lew louie
lillian lily lil lilly
linda lindy lin lynn
logan lo
lorraine lori rainey
louise lou lulu
lucille lucy lucia
luis lou lucho
lydia liddy
lynette lynn nettie
madeline maddie maddy madeleine
madison maddie
magdalena maggie lena magda
manuel manny manolo
marcus marc mark
margaret maggie meg peg peggy marge margie marjorie greta daisy rita madge margo
maria mary mia mariah
maria marie mary
martha marty mattie
martin marty mart
martina tina marty
marvin marv
mary molly polly mamie may mae
matthew matt mat matty
matilda tilly mattie
maurice morris mo moe
maximilian max
maxine max
maxwell max
megan meg
melanie mel
melissa mel missy lissa
melvin mel
mercedes mercy
michael mike mick mickey mikey micky
michelle shelly shell mickey
miguel mike michael
mildred millie
minerva minnie
miranda randy mandy
miriam mimi mary
mitchell mitch
monica mona
montgomery monty
morgan mo
morris mo moe
mortimer mort
moses mo moe
nancy nan
naomi omi
natalie nat nattie
natasha tasha nat
nathan nate nat
nathaniel nathanial nate nat nathan
neil neal
nicholas nicolas nick nicky nico claus
nicole nicki nikki nicky
norman norm
oliver ollie
olivia liv livvy
oscar ozzie
oswald ozzie
owen ewan
pablo paul
pamela pam
patricia pat patty patti tricia trish patsy tish
patrick pat paddy rick
paul paulie
paula polly
paulina polly paula
pauline polly
penelope penny
percival percy
peter pete
pedro pete peter
philip phillip phil pip
phyllis phyl
priscilla prissy cilla
rachel rae shelly
ralph ralphie
ramon ray mon
randall randy
randolph randy dolph
raul ralph
raymond ray
rebecca becky becca beck
regina gina reggie
reginald reg reggie rex
reuben rube ben
ricardo rick richard ricky
richard rick dick rich richie ricky rico ritchie
robert rob bob bobby robbie bert robby
roberta bobbie robbie berta
roberto rob robert beto bob
roderick rod rick roddy
rodney rod
rodolfo rudy fito
rogelio roger
roger rodge hodge
roland rollie rolly
ronald ron ronny ronnie
rosario charo chayo
rosalind roz rose
rosemary rose rosie romy
rose rosie rosa
rudolph rudy
russell russ rusty
ruth ruthie
ryan ry
salvador sal chava
salvatore sal
samantha sam sammie
samuel sam sammy
sandra sandy
sarah sara sally sadie
scott scotty
sebastian seb bastian
sergio checo
seymour sy
sharon shari
shaun shawn sean
sheila shelly
sherman sherm
shirley shirl
sidney sid sydney
silvester sylvester sly
simon si
solomon sol
sophia sofia sophie
stanley stan
stephanie steph stephie
stephen steven stefan steve stevie
stuart stewart stu stew
sumner sum
susan susanna suzanne susannah sue susie suzy suzie
sylvia syl
tabitha tabby
tamara tammy
teresa theresa terry tess tessa tessie resa
terrence terence terry
thaddeus thad tad
theodore ted teddy theo
theodora dora thea theo
thelma tel
thomas tom tommy thom
timothy tim timmy
tobias toby
tracy trace
travis trav
tyler ty
tyrone ty
ulysses lyss
ursula ursa
valentina val tina
valerie val
vanessa nessa
vernon vern
veronica ronnie roni vera
vicente vince chente
victor vic
victoria vicky vickie tori vic
vincent vin vince vinny
virginia ginny ginger gina
vivian viv
wallace wally
walter walt wally
warren ren
wayne way
wendell dell
wesley wes
wilbur will
wilfred will fred
wilhelmina mina willa billie minnie
william will bill billy willie liam willy bil
winifred winnie fred freda
winston win
xavier javier
yolanda yoli
yvonne vonnie
zachary zachariah zach zack zac zak
"""


def _by_name() -> dict[str, frozenset[int]]:
    groups = [frozenset(line.split()) for line in (_GROUPS + MORE_GROUPS).splitlines() if line]
    names = frozenset().union(*groups)
    return {name: frozenset(number for number, group in enumerate(groups) if name in group) for name in names}


_BY_NAME: Final = _by_name()
_NOWHERE: Final[frozenset[int]] = frozenset()


def akin(one: str, other: str) -> bool:
    """Tell whether two folded first names are forms of one name.

    >>> akin("bob", "robert"), akin("bob", "bill")
    (True, False)
    """
    return not _BY_NAME.get(one, _NOWHERE).isdisjoint(_BY_NAME.get(other, _NOWHERE))


def is_known(name: str) -> bool:
    """Tell whether a folded word is in the table at all, and so a first name."""
    return name in _BY_NAME
